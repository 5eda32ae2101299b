namespace KLDiv.Files;

/// <summary>Fills in whole rows.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <param name="first">The number of the first row.</param>
/// <param name="rows">Where the rows go, one after the other; as many as are meant, at least one. All elements must be written.</param>
public delegate void RowFiller<T>(long first, Span<T> rows)
    where T : unmanaged;
