namespace KLDiv.Regression;

/// <summary>Says that a property is a column of the table that records of its type make: see <see cref="RecordColumns{T}.OfProperties"/>.</summary>
/// <param name="name">The name of the column; null: that of the property.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class TableColumnAttribute(string? name = null) : Attribute
{
    /// <summary>The name of the column; null: that of the property.</summary>
    public string? Name { get; } = name;
}
