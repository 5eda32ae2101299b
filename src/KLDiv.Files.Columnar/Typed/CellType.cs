using System.Globalization;

namespace KLDiv.Files.Columnar.Typed;

/// <summary>How the cells of a column are stored.</summary>
internal enum StoredCells
{
    /// <summary><see cref="CellBlock.Wholes"/>.</summary>
    Wholes,

    /// <summary><see cref="CellBlock.Reals"/>.</summary>
    Reals,

    /// <summary><see cref="CellBlock.Texts"/>.</summary>
    Texts,

    /// <summary>Not at all: the column is not read.</summary>
    None,
}

/// <summary>What the stored cells of a column mean.</summary>
/// <param name="name">The type, as messages say it.</param>
/// <param name="kind">What its cells are.</param>
/// <param name="stored">How they are stored.</param>
internal abstract class CellType(string name, TypedCells kind, StoredCells stored)
{
    public string Name => name;

    public TypedCells Kind => kind;

    public StoredCells Stored => stored;

    /// <summary>The number in a cell that has a value.</summary>
    /// <returns>Whether there is one.</returns>
    public virtual bool TryNumber(CellBlock block, int at, out double number)
    {
        number = 0;
        return false;
    }

    /// <summary>Writes the text of a cell that has a value.</summary>
    /// <returns>Whether there is room for it.</returns>
    /// <exception cref="InvalidDataException">It has no text; the message goes behind its place.</exception>
    public abstract bool TryWrite(CellBlock block, int at, Span<char> text, out int length);
}

/// <summary>What is no cell of a table.</summary>
internal sealed class UnreadCells(string name) : CellType(name, TypedCells.Unread, StoredCells.None)
{
    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length) => throw new InvalidDataException($"{Name}, which is not read");
}

/// <summary>Nothing: a column without a value.</summary>
internal sealed class NothingCells() : CellType("nothing", TypedCells.Text, StoredCells.None)
{
    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length)
    {
        length = 0;
        return true;
    }
}

/// <summary>Whole numbers.</summary>
internal sealed class WholeCells(string name, bool isUnsigned = false) : CellType(name, TypedCells.Number, StoredCells.Wholes)
{
    public bool IsUnsigned => isUnsigned;

    public override bool TryNumber(CellBlock block, int at, out double number)
    {
        number = isUnsigned ? (ulong)block.Wholes[at] : block.Wholes[at];
        return true;
    }

    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length) => isUnsigned
        ? ((ulong)block.Wholes[at]).TryFormat(text, out length, default, CultureInfo.InvariantCulture)
        : block.Wholes[at].TryFormat(text, out length, default, CultureInfo.InvariantCulture);
}

/// <summary>Numbers with fractions.</summary>
internal sealed class RealCells(string name) : CellType(name, TypedCells.Number, StoredCells.Reals)
{
    public override bool TryNumber(CellBlock block, int at, out double number)
    {
        number = block.Reals[at];
        return true;
    }

    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length)
    {
        length = 0;
        return double.IsNaN(block.Reals[at]) || block.Reals[at].TryFormat(text, out length, default, CultureInfo.InvariantCulture);
    }
}

/// <summary>True or false.</summary>
internal sealed class TruthCells() : CellType("bool", TypedCells.Text, StoredCells.Wholes)
{
    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length) => (block.Wholes[at] != 0).TryFormat(text, out length);
}

/// <summary>Texts.</summary>
/// <param name="name">The type, as messages say it.</param>
/// <param name="areLevels">Whether they are levels, whatever they look like.</param>
internal sealed class TextCells(string name, bool areLevels = false) : CellType(name, areLevels ? TypedCells.Level : TypedCells.Text, StoredCells.Texts)
{
    private static readonly System.Text.UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override bool TryNumber(CellBlock block, int at, out double number)
    {
        number = 0;
        return !areLevels && NumberText.TryParse(block.Texts[at].Span, out number);
    }

    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length)
    {
        try
        {
            return s_strict.TryGetChars(block.Texts[at].Span, text, out length);
        }
        catch (System.Text.DecoderFallbackException wrong)
        {
            throw new InvalidDataException("bytes that are not UTF-8, where a text must be", wrong);
        }
    }
}
