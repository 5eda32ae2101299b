namespace KLDiv.Kernels;

/// <summary>Refuses outputs that share memory with what is read, or with each other.</summary>
internal static class Overlap
{
    /// <exception cref="ArgumentException">The output shares memory with the other operand, or cannot be written.</exception>
    public static void Refuse(in Region output, in Region other)
    {
        if (output.Touches(other))
        {
            throw new ArgumentException($"{output.Name} overlaps {other.Name}; they must not share memory.", output.Name);
        }
    }

    /// <summary>The same for a gradient and the operand that it belongs to: the very same memory is allowed.</summary>
    /// <exception cref="ArgumentException">The gradient shares only part of the operand's memory.</exception>
    public static void RefuseUnlessSame(in Region gradient, in Region operand)
    {
        if (gradient.Touches(operand) && !gradient.IsSameAs(operand))
        {
            throw new ArgumentException(
                $"{gradient.Name} overlaps {operand.Name} in part; it may be exactly the same memory or share none.", gradient.Name);
        }
    }

    /// <exception cref="ArgumentException">Several elements of the output are the same memory.</exception>
    public static void RefuseRepeats(in Region output)
    {
        if (output.RepeatedDimension is int dimension and >= 0)
        {
            throw new ArgumentException($"{output.Name} has stride 0 in dimension {dimension}; its elements must not share memory.", output.Name);
        }
    }
}
