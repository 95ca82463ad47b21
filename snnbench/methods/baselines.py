"""One representative for each of the 17 groups of other methods in Tables A12 and A13.

The paper took, from the published results of Fernandez-Delgado et al. 2014, the method of median performance
of each group. Those are programs of R, Weka, C and Matlab. What stands in for them here is maintained by
scikit-learn, runs on exactly the nets' splits, and is tuned on the same validation rows.
"""

from __future__ import annotations

from typing import Any

from snnbench.methods.scikit_learn import ScikitLearn


def _stand_in(
    name: str, group: str, estimator: str, searched: tuple[str, ...] = (), grown_by: str = "", **arguments: Any
) -> ScikitLearn:
    return ScikitLearn(name, estimator, arguments, group, searched, grown_by)


BASELINES = {
    method.name: method
    for method in (
        # Published: LibSVM_weka.
        _stand_in("SVM", "SVM", "snnbench.methods.svm.KernelSVM", ("C", "gamma")),
        # Published: RRFglobal_caret. More trees than 200 raise no accuracy, as was measured; an area under the
        # curve, which rewards fine differences of the votes, rises with more trees or with larger leaves.
        _stand_in(
            "RandomForest",
            "RandomForest",
            "sklearn.ensemble.RandomForestClassifier",
            ("max_features", "min_samples_leaf", "n_estimators"),
            n_estimators=200,
            n_jobs=1,
        ),
        # Published: SimpleLogistic_weka, a boosted additive logistic regression.
        _stand_in("LogisticRegression", "LMR", "sklearn.linear_model.LogisticRegression", ("C",), max_iter=300),
        # Published: lvq_caret, learning vector quantisation; here a perceptron of one hidden layer.
        _stand_in(
            "MLP",
            "NeuralNetworks",
            "snnbench.methods.perceptron.Perceptron",
            ("hidden_layer_sizes", "learning_rate_init"),
            max_iter=100,
            early_stopping=True,
            n_iter_no_change=20,
        ),
        # Published: gcvEarth_caret; here splines at fixed knots instead of knots found one by one.
        _stand_in("AdditiveSplines", "MARS", "snnbench.methods.splines.AdditiveSplines", ("C", "knots")),
        # Published: mda_R, a mixture of Gaussians per class; here one Gaussian of shrunken covariance.
        _stand_in(
            "DiscriminantAnalysis",
            "DiscriminantAnalysis",
            "sklearn.discriminant_analysis.LinearDiscriminantAnalysis",
            ("shrinkage",),
            solver="lsqr",
        ),
        # Published: LogitBoost_weka.
        _stand_in(
            "GradientBoosting",
            "Boosting",
            "sklearn.ensemble.HistGradientBoostingClassifier",
            ("learning_rate", "max_iter"),
            grown_by="max_iter",
            warm_start=True,
        ),
        # Published: ctreeBag_R.
        _stand_in(
            "Bagging", "Bagging", "sklearn.ensemble.BaggingClassifier", ("max_features",), n_estimators=100, n_jobs=1
        ),
        # Published: JRip_caret.
        _stand_in("RuleFit", "Rule-based", "snnbench.methods.rules.RuleFit", ("alpha", "depth")),
        # Published: rpart2_caret.
        _stand_in(
            "DecisionTree",
            "DecisionTree",
            "sklearn.tree.DecisionTreeClassifier",
            ("ccp_alpha", "max_depth", "min_samples_leaf"),
        ),
        # Published: Dagging_weka.
        _stand_in(
            "ExtraTrees",
            "OtherEnsembles",
            "sklearn.ensemble.ExtraTreesClassifier",
            ("max_features", "min_samples_leaf", "n_estimators"),
            n_estimators=200,
            n_jobs=1,
        ),
        # Published: NNge_weka.
        _stand_in(
            "NearestNeighbours",
            "NearestNeighbour",
            "sklearn.neighbors.KNeighborsClassifier",
            ("n_neighbors", "weights"),
        ),
        # Published: pam_caret, the same method.
        _stand_in(
            "NearestShrunkenCentroids", "OtherMethods", "sklearn.neighbors.NearestCentroid", ("shrink_threshold",)
        ),
        # Published: simpls_R.
        _stand_in("PLS", "PLSR", "snnbench.methods.pls.PLSClassifier", ("components",)),
        # Published: NaiveBayes_weka.
        _stand_in("NaiveBayes", "Bayesian", "sklearn.naive_bayes.GaussianNB", ("var_smoothing",)),
        # Published: bayesglm_caret, a logistic regression with a weak prior; here with an elastic net's penalty.
        _stand_in(
            "ElasticNet",
            "GLM",
            "sklearn.linear_model.LogisticRegression",
            ("C", "l1_ratio"),
            solver="saga",
            max_iter=100,
            tol=1e-3,
        ),
        # Published: Stacking_weka.
        _stand_in("Stacking", "Stacking", "snnbench.methods.stacking.Stacking"),
    )
}
"""By name. Tables A12 and A13 call the groups by these names."""
