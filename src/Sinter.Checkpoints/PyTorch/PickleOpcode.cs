namespace Sinter.Checkpoints;

/// <summary>The opcodes of pickle protocols 2 to 5 that have a meaning for data. The text forms of protocol 0 are not among them.</summary>
internal enum PickleOpcode : byte
{
    Mark = (byte)'(', Stop = (byte)'.', Pop = (byte)'0', PopMark = (byte)'1', Duplicate = (byte)'2',
    Bytes4 = (byte)'B', Bytes1 = (byte)'C', Float = (byte)'G', Integer4 = (byte)'J', Integer1 = (byte)'K', Integer2 = (byte)'M', None = (byte)'N',
    PersistentId = (byte)'Q', Reduce = (byte)'R', String4 = (byte)'T', String1 = (byte)'U', Text4 = (byte)'X',
    EmptyList = (byte)']', Append = (byte)'a', Build = (byte)'b', Global = (byte)'c', Dictionary = (byte)'d', Appends = (byte)'e', Get1 = (byte)'h', Instance = (byte)'i',
    Get4 = (byte)'j', List = (byte)'l', Put1 = (byte)'q', Put4 = (byte)'r', SetItem = (byte)'s', Tuple = (byte)'t', SetItems = (byte)'u', EmptyDictionary = (byte)'}',
    EmptyTuple = (byte)')',
    Protocol = 0x80, NewObject = 0x81, Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87, True = 0x88, False = 0x89, Long1 = 0x8a, Long4 = 0x8b,
    Text1 = 0x8c, Text8 = 0x8d, Bytes8 = 0x8e, EmptySet = 0x8f, AddItems = 0x90, FrozenSet = 0x91, StackGlobal = 0x93, Memoize = 0x94, Frame = 0x95, ByteArray8 = 0x96,
}
