using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// Constants that a kernel loads into registers before its loop. The compiler does not take written constants out of loops, and with wide registers loads them again for every vector; what it
/// reads from memory it keeps. Narrow registers are too few for that: their operations ignore these.
/// </summary>
internal static unsafe class LaneConstants
{
    private static readonly NativeBuffer<uint> Values = Make();

    /// <summary>The upper half of every lane's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes UpperHalves<TLanes>()
        where TLanes : struct, ILanes<TLanes> => TLanes.LoadSame((float*)Values.Pointer);

    /// <summary>All bits but the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Magnitude<TLanes>()
        where TLanes : struct, ILanes<TLanes> => TLanes.LoadSame((float*)Values.Pointer + 1);

    private static NativeBuffer<uint> Make()
    {
        var values = new NativeBuffer<uint>(2);
        values.Span[0] = 0xFFFF0000;
        values.Span[1] = 0x7FFFFFFF;
        return values;
    }
}
