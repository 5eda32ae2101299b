using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

/// <summary>What a fit minimises, in which family of models, and how far.</summary>
public sealed record FitOptions
{
    /// <summary>The options of a fit that is asked for nothing else: a bias, the default penalty.</summary>
    public static FitOptions Default { get; } = new();

    /// <summary>The family of models.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is undefined.</exception>
    public ModelForm Form
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The form of the model is undefined.");
    }

    /// <summary>The units of <see cref="HiddenLayerRegression"/>'s hidden layer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 1 and 4096.</exception>
    public int HiddenUnits
    {
        get;
        init => field = value is >= 1 and <= 4096
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of hidden units must be from 1 to 4096.");
    }
    = 32;

    /// <summary>Determines what is drawn: the first weights of a hidden layer, and the rows that are held out.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The share of the rows that a hidden layer is not fitted to, and whose divergence ends the fit when it falls no more; 0: none, and the fit goes on
    /// until it converges. The other forms, whose optimum is the only one, take no notice of it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not at least 0 and at most 0.5.</exception>
    public double HeldOutShare
    {
        get;
        init => field = value is >= 0 and <= 0.5
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The held-out share must be from 0 to 0.5.");
    }
    = 0.1;

    /// <summary>
    /// The threads of a fit, the calling one included; 0: as many as <see cref="KLDivergence.MaxDegreeOfParallelism"/> says. What is fitted is the same to the
    /// bit for any number.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MaxDegreeOfParallelism
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The degree of parallelism must be at least 0.");
    }

    /// <summary>The factor λ of the penalty λ Σ v²; null, the default: 1 / (2 Σ w), w being the weights of the rows; 0: none.</summary>
    /// <remarks>
    /// The default is the logarithm of a standard normal prior on each v, so that what is fitted is the most probable model; it is scikit-learn's, C = 1. A row
    /// of weight 2 counts as if it were there twice: weights that are no counts should be scaled to a mean of 1. Against the rows' divergence the
    /// penalty fades as they grow in number, and with few of them, or a level that meets few, it keeps weights from going to infinity.
    /// v are the weights of the standardised features: the weight of a feature times the feature's scale (its standard deviation with a bias,
    /// its root mean square without one). The bias is not penalised. Penalised so, as in ridge practice, what is fitted does not depend on the
    /// units that the features are in, and one λ treats features of different sizes alike; a penalty on the weights in the features' own units
    /// would forbid a feature measured in kilometres what it allows to the same feature measured in metres. To penalise weights in their own
    /// units, scale the features alike beforehand. With a hidden layer v are the weights of both layers.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not a finite number of at least 0.</exception>
    public double? L2
    {
        get;
        init => field = value is null || (double.IsFinite(value.Value) && value >= 0)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The penalty L2 must be a finite number of at least 0.");
    }

    /// <summary>The threads, in numbers.</summary>
    internal int Threads => MaxDegreeOfParallelism > 0 ? MaxDegreeOfParallelism : KLDivergence.MaxDegreeOfParallelism;

    /// <summary>λ, where it is known.</summary>
    internal double Penalty => L2 ?? throw new InvalidOperationException("The default penalty depends on the rows.");

    /// <summary>A penalty that brings weights back from infinity, and changes nothing else that is seen.</summary>
    internal const double Vanishing = 1e-10;

    /// <summary>The same with the default penalty of rows in the place of null.</summary>
    internal FitOptions For(FitRows rows) => L2 is null ? this with { L2 = 0.5 / rows.TotalWeight } : this;

    /// <summary>Whether the model has a bias b. Without one the features are scaled and not centred, so that the family of models stays softmax(x W).</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>The fit ends when the Euclidean norm of the objective's gradient, for standardised features and targets of mean mass 1, is below this.</summary>
    /// <remarks>
    /// The loss then exceeds its minimum by about the square of this over the smallest curvature of the objective. Below 1e-14, which is the least
    /// that may be asked, a gradient is the rounding of its sums.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not a finite number of at least 1e-14.</exception>
    public double GradientTolerance
    {
        get;
        init => field = double.IsFinite(value) && value >= 1e-14
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The gradient tolerance must be a finite number of at least 1e-14.");
    }
    = 1e-9;

    /// <summary>The fit ends after this many iterations at the latest, and says so.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not at least 1.</exception>
    public int MaximumIterations
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The largest number of iterations must be at least 1.");
    }
    = 5_000;
}
