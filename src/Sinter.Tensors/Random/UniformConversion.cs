using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>Random bits to uniform numbers.</summary>
internal static unsafe class UniformConversion
{
    private const float Unit = 1f / (1 << 24);

    /// <summary>x ← (x's bits mod 2²⁴) · 2⁻²⁴, in place: a number of [0, 1), exact.</summary>
    public static void ToUniform(Span<float> bits)
    {
        fixed (float* pointer = bits)
        {
            var done = Simd.Has512 ? ToUniform<Lanes512>(pointer, 0, bits.Length)
                : Simd.Has256 ? ToUniform<Lanes256>(pointer, 0, bits.Length)
                : ToUniform<Lanes128>(pointer, 0, bits.Length);
            ToUniform<Lanes1>(pointer, done, bits.Length);
        }
    }

    /// <summary>The destination, to be filled with bits first.</summary>
    public static Span<uint> AsBits(Span<float> destination) => MemoryMarshal.Cast<float, uint>(destination);

    [MethodImpl(Simd.Kernel)]
    private static int ToUniform<TLanes>(float* values, int start, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        var (mask, unit) = (TLanes.Create(BitConverter.UInt32BitsToSingle(0x00FFFFFF)), TLanes.Create(Unit));
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count) (TLanes.FromInteger(TLanes.Load(values + i) & mask) * unit).Store(values + i);
        return i;
    }
}
