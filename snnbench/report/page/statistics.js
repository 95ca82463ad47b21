// The leaderboard's numbers, computed for what a reader selects; leaderboard.py computes the same for the whole run.
const Statistics = {
  // Methods without any result are left out first, then tasks that lack a result of the others.
  comparable(scores, tasks, methods) {
    const kept = methods.filter(method => tasks.some(task => scores[task][method] !== null));
    const complete = tasks.filter(task => kept.length && kept.every(method => scores[task][method] !== null));
    return {
      tasks: complete,
      methods: kept,
      incomplete: tasks.filter(task => !complete.includes(task)),
      withoutResult: methods.filter(method => !kept.includes(method)),
    };
  },

  // Rank 1 for the highest value, equal values sharing their average rank.
  ranks(values) {
    return values.map(value => {
      let higher = 0, equal = 0;
      for (const other of values) { higher += other > value; equal += other === value; }
      return higher + (equal + 1) / 2;
    });
  },

  // One row per method, best average rank first; `t` are Student's quantiles by degrees of freedom.
  leaderboard(scores, seconds, tasks, methods, t) {
    const ranked = tasks.map(task => Statistics.ranks(methods.map(method => scores[task][method])));
    const rows = methods.map((method, m) => {
      const ranks = ranked.map(row => row[m]);
      const mean = sum(ranks) / tasks.length;
      const deviation = Math.sqrt(sum(ranks.map(rank => (rank - mean) ** 2)) / (tasks.length - 1));
      const reach = tasks.length > 1 ? t[tasks.length - 2] * deviation / Math.sqrt(tasks.length) : NaN;
      let wins = 0, won = 0;
      for (const task of tasks) {
        const all = methods.map(other => scores[task][other]), own = scores[task][method], best = Math.max(...all);
        if (own === best) wins += 1 / all.filter(value => value === best).length;
        won += all.filter(value => value < own).length + (all.filter(value => value === own).length - 1) / 2;
      }
      return {
        method, rank: mean, wins,
        low: Math.max(1, mean - reach), high: Math.min(methods.length, mean + reach),
        winRate: methods.length > 1 ? won / (tasks.length * (methods.length - 1)) : NaN,
        score: sum(tasks.map(task => scores[task][method])) / tasks.length,
        seconds: sum(tasks.map(task => seconds[task][method] ?? 0)),
      };
    });
    return rows.sort((a, b) => rounded(a.rank) - rounded(b.rank) || rounded(b.score) - rounded(a.score));
  },

  // Demsar (2006): average ranks further apart than this differ by Nemenyi's test; `factors` start with two methods.
  criticalDistance(methods, tasks, factors) {
    return factors[methods - 2] * Math.sqrt(methods * (methods + 1) / (6 * tasks));
  },

  // Largest groups of neighbours that lie within the critical distance, as [first, last] places of sorted ranks.
  groups(sortedRanks, distance) {
    const found = [];
    let reached = -1;
    sortedRanks.forEach((rank, first) => {
      let last = first;
      while (last + 1 < sortedRanks.length && sortedRanks[last + 1] - rank < distance) last += 1;
      if (last > first && last > reached) found.push([first, last]);
      reached = Math.max(reached, last);
    });
    return found;
  },
};

function sum(values) { return values.reduce((total, value) => total + value, 0); }
function rounded(value) { return Math.round(value * 1e12) / 1e12; }
