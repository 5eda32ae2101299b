using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>A run of at most <see cref="MaxLength"/> elements, contiguous and of one type: what a kernel works on.</summary>
internal unsafe struct LossBlock<T>
    where T : unmanaged
{
    /// <summary>Few enough that all operands of a block fit the first-level cache, enough that calling the kernel costs next to nothing.</summary>
    public const int MaxLength = 1024;

    public int Length;

    public T* Input;

    public T* Target;

    /// <summary>The upstream gradient; where <see cref="UpstreamStep"/> is 0, the same vector of it for all elements.</summary>
    public T* Upstream;

    /// <summary>1 where the upstream gradient has a value for each element, 0 where it has one for all.</summary>
    public int UpstreamStep;

    /// <summary>Whether <see cref="Upstream"/> is the same finite number for all elements.</summary>
    public bool HasFiniteUpstream;

    /// <summary>Whether so much is written that bypassing the caches is faster.</summary>
    public bool Streams;

    /// <summary>A buffer for the transform of each element, where a gradient is wanted beside the sum.</summary>
    public T* Transform;

    public T* Pointwise;

    public T* InputGradient;

    public T* TargetGradient;
}
