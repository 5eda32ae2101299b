namespace KLDiv;

/// <summary>What is made of the mass that a sparse teacher leaves open: r = 1 - Σ p over the classes that it gives, on all V - k others together.</summary>
public enum SparseTail
{
    /// <summary>
    /// One category for all classes that are not given, of mass r on the teacher's side and of their summed mass on the student's. No divergence that any teacher
    /// with these probabilities has over all classes is less than the forward one of this.
    /// </summary>
    Bucket,

    /// <summary>Spread evenly: each of the others has r / (V - k).</summary>
    Uniform,

    /// <summary>Left out: both sides are conditioned on the classes that are given.</summary>
    Renormalise,
}
