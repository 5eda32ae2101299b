namespace KLDiv.TwoSamples.Pooling;

/// <summary>Rows of two samples between two numbers.</summary>
/// <param name="Low">The least of them.</param>
/// <param name="High">The greatest of them; the same where they are all one number.</param>
/// <param name="Reference">How many are the reference's.</param>
/// <param name="Current">How many are the current sample's.</param>
internal readonly record struct NumberCell(double Low, double High, long Reference, long Current)
{
    public long Rows => Reference + Current;
}
