using System.Numerics;

namespace Sinter.Checkpoints;

/// <summary>
/// Reads a pickle (protocols 2 to 5 as PyTorch writes them) without running anything: it builds tensors that stay on disk, dictionaries, lists, tuples, numbers and text. Any name
/// outside <see cref="PickleGlobal"/> is refused. Steps are counted, so that a small file cannot ask for unbounded work or memory.
/// </summary>
internal sealed class PickleInterpreter
{
    private static readonly object True = true;
    private static readonly object False = false;
    private readonly PickleInput _input;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<ulong, object?> _memo = [];

    private PickleInterpreter(PickleInput input) => _input = input;

    /// <summary>Reads one pickle, up to its STOP.</summary>
    /// <exception cref="CheckpointException">The pickle is broken or asks for more than data.</exception>
    public static object? Run(PickleInput input) => new PickleInterpreter(input).Run();

    private object? Run()
    {
        while (true)
        {
            _input.Spend(1);
            var opcode = (PickleOpcode)_input.ReadByte();
            if (opcode == PickleOpcode.Stop) return Pop();
            if (!Constant(opcode) && !Container(opcode) && !Memo(opcode) && !Call(opcode))
                throw _input.Broken($"has the opcode 0x{(byte)opcode:x2}, which PyTorch does not write");
        }
    }

    private bool Constant(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Protocol:
                var protocol = _input.ReadByte();
                if (protocol > 5) throw _input.Broken($"is of protocol {protocol}; at most 5 is known");
                break;
            case PickleOpcode.Frame: _input.ReadUnsigned(8); break;
            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.True: Push(True); break;
            case PickleOpcode.False: Push(False); break;
            case PickleOpcode.Integer1: Push((long)_input.ReadByte()); break;
            case PickleOpcode.Integer2: Push((long)_input.ReadUnsigned(2)); break;
            case PickleOpcode.Integer4: Push((long)(int)_input.ReadUnsigned(4)); break;
            case PickleOpcode.Long1: Push(Long(_input.ReadByte())); break;
            case PickleOpcode.Long4: Push(Long(_input.ReadUnsigned(4))); break;
            case PickleOpcode.Float: Push(Float()); break;
            case PickleOpcode.String1 or PickleOpcode.Text1: Push(_input.ReadText(_input.ReadByte())); break;
            case PickleOpcode.String4 or PickleOpcode.Text4: Push(_input.ReadText(_input.ReadUnsigned(4))); break;
            case PickleOpcode.Text8: Push(_input.ReadText(_input.ReadUnsigned(8))); break;
            case PickleOpcode.Bytes1: Push(_input.ReadBytes(_input.ReadByte())); break;
            case PickleOpcode.Bytes4: Push(_input.ReadBytes(_input.ReadUnsigned(4))); break;
            case PickleOpcode.Bytes8 or PickleOpcode.ByteArray8: Push(_input.ReadBytes(_input.ReadUnsigned(8))); break;
            default: return false;
        }

        return true;
    }

    private bool Container(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: _marks.Push(_stack.Count); break;
            case PickleOpcode.Pop: PopOrMark(); break;
            case PickleOpcode.PopMark: PopToMark(); break;
            case PickleOpcode.Duplicate: Push(Top()); break;
            case PickleOpcode.EmptyTuple: Push(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple1: Push(PopMany(1)); break;
            case PickleOpcode.Tuple2: Push(PopMany(2)); break;
            case PickleOpcode.Tuple3: Push(PopMany(3)); break;
            case PickleOpcode.Tuple or PickleOpcode.FrozenSet: Push(PopToMark()); break;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet: Push(new List<object?>()); break;
            case PickleOpcode.List: Push(new List<object?>(PopToMark())); break;
            case PickleOpcode.Append: Append(PopMany(1)); break;
            case PickleOpcode.Appends or PickleOpcode.AddItems: Append(PopToMark()); break;
            case PickleOpcode.EmptyDictionary: Push(new PickleDictionary()); break;
            case PickleOpcode.Dictionary:
                var entries = PopToMark();
                Push(new PickleDictionary());
                SetItems(entries);
                break;
            case PickleOpcode.SetItem: SetItems(PopMany(2)); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;
            default: return false;
        }

        return true;
    }

    private bool Memo(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Memoize: _memo[(ulong)_memo.Count] = Top(); break;
            case PickleOpcode.Put1: _memo[_input.ReadByte()] = Top(); break;
            case PickleOpcode.Put4: _memo[_input.ReadUnsigned(4)] = Top(); break;
            case PickleOpcode.Get1: Recall(_input.ReadByte()); break;
            case PickleOpcode.Get4: Recall(_input.ReadUnsigned(4)); break;
            default: return false;
        }

        return true;
    }

    private bool Call(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global: Push(PickleGlobal.Find(_input.Path, _input.ReadLine(), _input.ReadLine())); break;
            case PickleOpcode.StackGlobal:
                var name = Pop<string>();
                Push(PickleGlobal.Find(_input.Path, Pop<string>(), name));
                break;
            case PickleOpcode.Instance:
                // Looking the name up refuses it in every case that matters; an allowed name is never written this way.
                PickleGlobal.Find(_input.Path, _input.ReadLine(), _input.ReadLine());
                throw _input.Broken("makes an instance the way protocol 0 does");
            case PickleOpcode.Reduce or PickleOpcode.NewObject:
                var arguments = Pop<object?[]>();
                var function = Pop<PickleGlobal>();
                if (function.Call is null) throw _input.Broken($"calls {function.Name}, which is no function");
                Push(function.Call(new PickleArguments(function.Name, arguments, _input)));
                break;
            case PickleOpcode.Build:
                // Attributes of a dictionary (its _metadata) or a tensor; nothing else may have a state.
                Pop();
                if (Top() is not (PickleDictionary or PickleTensor)) throw _input.Broken("gives a state to something that has none");
                break;
            case PickleOpcode.PersistentId: Push(Storage(Pop<object?[]>())); break;
            default: return false;
        }

        return true;
    }

    // ('storage', class, key, location, number of elements [, view: (key, first element, number of elements)])
    private PickleStorage Storage(object?[] id)
    {
        if (id is not ["storage", PickleGlobal { Type: { } type }, var key, _, long count, ..] || count < 0 || count > long.MaxValue / type.Size)
            throw _input.Broken("refers to something that is no storage");
        var name = key as string ?? (key is long number ? number.ToString() : throw _input.Broken("refers to a storage without a name"));
        if (id.Length < 6 || id[5] is null) return new PickleStorage(name, type, count, 0);
        if (id[5] is not object?[] { Length: 3 } view || view[1] is not long start || view[2] is not long length)
            throw _input.Broken("has a storage view that is not a triple");
        if (start < 0 || length < 0 || start > count - length) throw _input.Broken($"has a storage view [{start}, {start + length}) of {count} elements");
        return new PickleStorage(name, type, length, start);
    }

    private object Long(ulong bytes)
    {
        if (bytes > 1024) throw _input.Broken($"has a number of {bytes} bytes");
        var value = new BigInteger(_input.ReadBytes(bytes));
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : value;
    }

    private double Float()
    {
        var bits = 0UL;
        for (var i = 0; i < 8; i++) bits = (bits << 8) | _input.ReadByte();
        return BitConverter.UInt64BitsToDouble(bits);
    }

    private void Append(object?[] items) => Peek<List<object?>>().AddRange(items);

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0) throw _input.Broken("sets a key without a value");
        var entries = Peek<PickleDictionary>().Entries;
        for (var i = 0; i < items.Length; i += 2) entries.Add(new(items[i], items[i + 1]));
    }

    private void Recall(ulong index) => Push(_memo.TryGetValue(index, out var value) ? value : throw _input.Broken($"recalls value {index}, which it never stored"));

    private void Push(object? value) => _stack.Add(value);

    private object? Pop()
    {
        if (_stack.Count <= Floor) throw _input.Broken("takes a value from an empty stack");
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private T Pop<T>() => Pop() is T value ? value : throw _input.Broken($"has a value of the wrong kind where a {typeof(T).Name} belongs");

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw _input.Broken("takes a value from an empty stack");

    private T Peek<T>() => Top() is T value ? value : throw _input.Broken($"has a value of the wrong kind where a {typeof(T).Name} belongs");

    private int Floor => _marks.TryPeek(out var mark) ? mark : 0;

    private void PopOrMark()
    {
        if (_marks.TryPeek(out var mark) && mark == _stack.Count) _marks.Pop();
        else Pop();
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - count < Floor) throw _input.Broken("takes a value from an empty stack");
        var values = new object?[count];
        _stack.CopyTo(_stack.Count - count, values, 0, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (!_marks.TryPeek(out var mark)) throw _input.Broken("takes values down to a mark that is not there");
        var values = PopMany(_stack.Count - mark);
        _marks.Pop();
        return values;
    }
}
