using System.Buffers.Binary;
using System.Text;

namespace KLDiv.Files.Torch;

/// <summary>
/// The part of Python's pickle format that tensors need: numbers, texts, lists, tuples, dictionaries, and calls of the few functions that
/// rebuild a tensor. Nothing is looked up or run; whatever else a pickle asks for is refused by its name.
/// </summary>
/// <remarks>
/// The instructions: Python's <c>pickletools</c>. Texts are slices of the pickle and every instruction makes at most one object, so that
/// memory grows with the file alone.
/// </remarks>
internal ref struct Pickle(ReadOnlySpan<byte> bytes, Func<string, Exception> malformed)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<int, object?> _memo = [];
    private int _at;

    /// <summary>Carries out a pickle's instructions.</summary>
    /// <param name="bytes">The pickle.</param>
    /// <param name="malformed">The exception for what is wrong with it.</param>
    /// <returns>
    /// What it holds: null, a <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or <see cref="string"/>, a tuple as an array, a list
    /// as a <see cref="List{T}"/>, a <see cref="PickledDictionary"/>, or a <see cref="TorchTensor"/>.
    /// </returns>
    public static object? Read(ReadOnlySpan<byte> bytes, Func<string, Exception> malformed) => new Pickle(bytes, malformed).Run();

    private object? Run()
    {
        while (true)
        {
            byte instruction = Take(1)[0];
            if (instruction == (byte)'.')
            {
                return Pop();
            }

            Step(instruction);
        }
    }

    private void Step(byte instruction)
    {
        switch (instruction)
        {
            case 0x80: // PROTO
                Take(1);
                break;
            case 0x95: // FRAME
                Take(8);
                break;
            case (byte)'(':
                _marks.Push(_stack.Count);
                break;
            case (byte)'0':
                Pop();
                break;
            case (byte)'N' or 0x88 or 0x89 or (byte)'K' or (byte)'M' or (byte)'J' or 0x8A or (byte)'G' or (byte)'X' or 0x8C:
                _stack.Add(Literal(instruction));
                break;
            case (byte)'c' or 0x93:
                _stack.Add(Global(instruction));
                break;
            case (byte)'q' or (byte)'r' or 0x94 or (byte)'h' or (byte)'j':
                Remember(instruction);
                break;
            case (byte)']' or (byte)'}' or (byte)')' or (byte)'t' or (byte)'l' or (byte)'d' or 0x85 or 0x86 or 0x87:
                _stack.Add(Collection(instruction));
                break;
            case (byte)'a' or (byte)'e':
                Append(instruction == (byte)'a' ? [Pop()] : PopToMark());
                break;
            case (byte)'s' or (byte)'u':
                Set(instruction == (byte)'s' ? PopLast(2) : PopToMark());
                break;
            case (byte)'Q':
                _stack.Add(TorchCalls.Storage(Pop(), malformed));
                break;
            case (byte)'R' or 0x81: // REDUCE, NEWOBJ
                object? arguments = Pop();
                _stack.Add(TorchCalls.Call(Pop() as PickledGlobal, arguments as object?[], malformed));
                break;
            case (byte)'b': // BUILD: attributes, such as the versions that a state dictionary carries
                Pop();
                break;
            default:
                throw malformed($"has the pickle instruction {instruction:X2} at byte {_at - 1} of data.pkl, which tensors do not need");
        }
    }

    private object? Literal(byte instruction)
    {
        switch (instruction)
        {
            case (byte)'N':
                return null;
            case 0x88 or 0x89:
                return instruction == 0x88;
            case (byte)'K':
                return (long)Take(1)[0];
            case (byte)'M':
                return (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
            case (byte)'J':
                return (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4));
            case (byte)'G':
                return BinaryPrimitives.ReadDoubleBigEndian(Take(8));
            case 0x8A:
                return Long(Take(Take(1)[0]));
            case (byte)'X':
                return Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
            default: // SHORT_BINUNICODE
                return Text(Take(1)[0]);
        }
    }

    /// <summary>A whole number of any length, in two's complement; one that no <see cref="long"/> holds is none that a tensor needs.</summary>
    private readonly long Long(ReadOnlySpan<byte> digits)
    {
        if (digits.Length > sizeof(long))
        {
            throw malformed($"has a whole number of {digits.Length} bytes at byte {_at - digits.Length} of data.pkl");
        }

        long value = 0;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | digits[i];
        }

        int unused = 8 * (sizeof(long) - digits.Length);
        return digits.IsEmpty ? 0 : value << unused >> unused;
    }

    private PickledGlobal Global(byte instruction)
    {
        if (instruction == (byte)'c')
        {
            string module = Line();
            return PickledGlobal.Of($"{module}.{Line()}", malformed);
        }

        object? name = Pop();
        return PickledGlobal.Of($"{Pop()}.{name}", malformed);
    }

    private void Remember(byte instruction)
    {
        switch (instruction)
        {
            case (byte)'q':
                _memo[Take(1)[0]] = Peek();
                break;
            case (byte)'r':
                _memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))] = Peek();
                break;
            case 0x94:
                _memo[_memo.Count] = Peek();
                break;
            default:
                int key = instruction == (byte)'h' ? Take(1)[0] : BinaryPrimitives.ReadInt32LittleEndian(Take(4));
                _stack.Add(_memo.TryGetValue(key, out object? value) ? value : throw malformed($"recalls the object {key} in data.pkl, which it has not remembered"));
                break;
        }
    }

    private object Collection(byte instruction) => instruction switch
    {
        (byte)']' => new List<object?>(),
        (byte)'}' => new PickledDictionary(),
        (byte)')' => Array.Empty<object?>(),
        (byte)'t' => PopToMark(),
        (byte)'l' => new List<object?>(PopToMark()),
        (byte)'d' => Filled(new PickledDictionary(), PopToMark()),
        _ => PopLast(instruction - 0x84),
    };

    private readonly void Append(object?[] items)
    {
        if (Peek() is not List<object?> list)
        {
            throw malformed($"appends to what is no list at byte {_at - 1} of data.pkl");
        }

        list.AddRange(items);
    }

    private readonly void Set(object?[] items)
    {
        if (Peek() is not PickledDictionary dictionary)
        {
            throw malformed($"sets an item of what is no dictionary at byte {_at - 1} of data.pkl");
        }

        Filled(dictionary, items);
    }

    private readonly PickledDictionary Filled(PickledDictionary dictionary, object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw malformed($"has a key without a value at byte {_at - 1} of data.pkl");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            dictionary.Items.Add((items[i], items[i + 1]));
        }

        return dictionary;
    }

    private readonly object? Peek() => _stack.Count > 0 ? _stack[^1] : throw Empty();

    private readonly object? Pop() => PopLast(1)[0];

    private readonly object?[] PopLast(int count)
    {
        int first = _stack.Count - count;
        if (first < (_marks.Count > 0 ? _marks.Peek() : 0))
        {
            throw Empty();
        }

        object?[] last = [.. _stack[first..]];
        _stack.RemoveRange(first, count);
        return last;
    }

    private readonly object?[] PopToMark()
    {
        if (!_marks.TryPop(out int mark))
        {
            throw Empty();
        }

        object?[] items = [.. _stack[mark..]];
        _stack.RemoveRange(mark, items.Length);
        return items;
    }

    private readonly Exception Empty() => malformed($"takes an object that is not there at byte {_at - 1} of data.pkl");

    private string Text(uint length) => Encoding.UTF8.GetString(Take(length));

    private string Line()
    {
        ReadOnlySpan<byte> rest = _bytes[_at..];
        int length = rest.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(Take((uint)(length < 0 ? rest.Length + 1 : length + 1))[..^1]);
    }

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > _bytes.Length - _at)
        {
            throw malformed($"has a data.pkl that ends at byte {_bytes.Length}, within an instruction");
        }

        _at += (int)count;
        return _bytes.Slice(_at - (int)count, (int)count);
    }
}
