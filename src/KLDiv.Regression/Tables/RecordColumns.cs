using System.Linq.Expressions;
using System.Reflection;
using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression;

/// <summary>Which columns a table of records has, and how a record says them.</summary>
/// <remarks>
/// A number is a number, and a text is read as the field of a CSV file would be: as a number where it is one, else as a level. An enumeration is its
/// name, a date its ISO form. Null is missing.
/// </remarks>
/// <typeparam name="T">The records.</typeparam>
public sealed class RecordColumns<T>
{
    private readonly List<RecordColumn<T>> _columns = [];

    /// <summary>The names of the columns, in their order.</summary>
    public IReadOnlyList<string> Names => [.. _columns.Select(column => column.Name)];

    internal IReadOnlyList<RecordColumn<T>> Items => _columns;

    /// <summary>A column for each property that has a <see cref="TableColumnAttribute"/>; where none has, for each public property that can be read.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static RecordColumns<T> OfProperties()
    {
        PropertyInfo[] all = [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanRead && property.GetIndexParameters().Length == 0)];
        PropertyInfo[] named = Array.FindAll(all, property => property.IsDefined(typeof(TableColumnAttribute)));
        var columns = new RecordColumns<T>();
        MethodInfo add = typeof(RecordColumns<T>).GetMethod(nameof(AddProperty), BindingFlags.NonPublic | BindingFlags.Instance)!;
        foreach (PropertyInfo property in named.Length > 0 ? named : all)
        {
            add.MakeGenericMethod(property.PropertyType).Invoke(columns, [property]);
        }

        return columns._columns.Count > 0 ? columns : throw new InvalidOperationException($"{typeof(T).Name} has no public property that can be read.");
    }

    /// <summary>Adds a column of the name of a property or field: <c>order =&gt; order.Distance</c>.</summary>
    /// <param name="column">A property or field of the record.</param>
    /// <returns>These columns.</returns>
    /// <exception cref="ArgumentException">The expression is none, so that it has no name.</exception>
    public RecordColumns<T> Add<TValue>(Expression<Func<T, TValue>> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Body is MemberExpression member
            ? Add(NameOf(member.Member), column.Compile())
            : throw new ArgumentException($"'{column.Body}' is no property or field; give the column a name.", nameof(column));
    }

    /// <summary>Adds a column that is made of a record.</summary>
    /// <param name="name">The name of the column.</param>
    /// <param name="column">What the record has in it.</param>
    /// <returns>These columns.</returns>
    public RecordColumns<T> Add<TValue>(string name, Func<T, TValue> column)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(column);
        _columns.Add(new RecordColumn<T, TValue>(name, column));
        return this;
    }

    private void AddProperty<TValue>(PropertyInfo property)
    {
        ParameterExpression record = Expression.Parameter(typeof(T));
        Add(NameOf(property), Expression.Lambda<Func<T, TValue>>(Expression.Property(record, property), record).Compile());
    }

    private static string NameOf(MemberInfo member) => member.GetCustomAttribute<TableColumnAttribute>()?.Name ?? member.Name;
}
