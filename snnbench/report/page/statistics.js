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

  // One row per method, best average rank first; `t` are Student's quantiles by degrees of freedom, `fewest` the number
  // of tasks from which intervals and p-values are given, `majority` the score of the most frequent class by task.
  leaderboard(scores, seconds, tasks, methods, { t, fewest, majority }) {
    const ranked = tasks.map(task => Statistics.ranks(methods.map(method => scores[task][method])));
    const rows = methods.map((method, m) => {
      const ranks = ranked.map(row => row[m]);
      const mean = sum(ranks) / tasks.length;
      const deviation = Math.sqrt(sum(ranks.map(rank => (rank - mean) ** 2)) / (tasks.length - 1));
      const reach = tasks.length >= fewest ? t[tasks.length - 2] * deviation / Math.sqrt(tasks.length) : NaN;
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
    rows.sort((a, b) => rounded(a.rank) - rounded(b.rank) || rounded(b.score) - rounded(a.score));
    const scoresOf = rows.map(row => tasks.map(task => scores[task][row.method]));
    const best = [NaN, ...Statistics.against(scoresOf.slice(1), scoresOf[0], fewest)];
    const common = Statistics.against(scoresOf, tasks.map(task => majority[task]), fewest);
    return rows.map((row, place) => ({ ...row, pBest: best[place], pMajority: common[place] }));
  },

  // Two-sided p-values of each method's scores against a reference, with Holm's correction; tasks without it are left out.
  against(scoresOf, reference, fewest) {
    const known = reference.flatMap((value, task) => value === null ? [] : [task]);
    if (known.length < fewest) return scoresOf.map(() => NaN);
    return Statistics.holm(scoresOf.map(own => Statistics.wilcoxon(known.map(task => own[task] - reference[task]))));
  },

  // Paired Wilcoxon signed-rank test, two-sided, as in wilcoxon.py: exact for up to 50 differences, ties included.
  wilcoxon(differences) {
    const d = differences.map(rounded).filter(value => value !== 0), n = d.length;
    if (!n) return 1;
    const sizes = d.map(Math.abs);
    const doubled = sizes.map(size => { let below = 0, equal = 0; for (const other of sizes) { below += other < size; equal += other === size; } return 2 * below + equal + 1; });
    const observed = sum(doubled.filter((_, i) => d[i] > 0));
    return n <= 50 ? Statistics.exactP(doubled, observed) : Statistics.normalP(doubled, observed);
  },

  // Streitberg and Roehmel's shift algorithm over doubled ranks, which are whole numbers.
  exactP(doubled, observed) {
    const probability = new Float64Array(sum(doubled) + 1);
    probability[0] = 1;
    for (const rank of doubled) {
      for (let total = probability.length - 1; total >= rank; total -= 1) probability[total] = (probability[total] + probability[total - rank]) / 2;
      for (let total = 0; total < rank; total += 1) probability[total] /= 2;
    }
    return Math.min(1, 2 * Math.min(sum(probability.slice(observed)), sum(probability.slice(0, observed + 1))));
  },

  // The normal approximation: the variance given the ranks, ties included, is a quarter of the sum of their squares.
  normalP(doubled, observed) {
    const total = sum(doubled), deviation = Math.sqrt(sum(doubled.map(rank => rank * rank))) / 2;
    return Statistics.erfc(Math.abs(observed - total / 2) / deviation / Math.SQRT2);
  },

  // The complementary error function: a series of positive terms for small arguments, a continued fraction for large ones.
  erfc(x) {
    if (x < 2) {
      let term = x, total = x;
      for (let n = 1; n < 100; n += 1) { term *= 2 * x * x / (2 * n + 1); total += term; }
      return 1 - 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * total;
    }
    let fraction = x;
    for (let n = 150; n > 0; n -= 1) fraction = x + n / 2 / fraction;
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  },

  // Holm's step-down correction.
  holm(pValues) {
    const order = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]), corrected = [];
    let largest = 0;
    order.forEach((i, place) => { largest = Math.max(largest, Math.min(1, (order.length - place) * pValues[i])); corrected[i] = largest; });
    return corrected;
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
