using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>
/// Philox4x32-10: ten rounds of two 32 × 32 bit products turn a counter of four words into four random words. Salmon et al., "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011. The vectors hold one word of a counter in each 64-bit lane, where the products need it; the upper half of a lane is arbitrary.
/// </summary>
internal static unsafe class PhiloxKernel
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>Four words for each of the counters (block .. block + blocks − 1, stream), lower words first.</summary>
    public static void Generate(ulong key, ulong stream, ulong block, uint* destination, long blocks)
    {
        var done = Simd.Has512 ? Generate512(key, stream, block, destination, blocks) : 0;
        if (Simd.Has256) done += Generate256(key, stream, block + (ulong)done, destination + (4 * done), blocks - done);
        for (; done < blocks; done++)
        {
            var number = block + (ulong)done;
            var words = Encrypt(Vector128.Create(number, stream).AsUInt32(), key);
            words.Store(destination + (4 * done));
        }
    }

    /// <summary>One counter, as the definition says it.</summary>
    public static Vector128<uint> Encrypt(Vector128<uint> counter, ulong key)
    {
        uint c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (var round = 0; round < Rounds; round++)
        {
            var (p0, p1) = ((ulong)Multiplier0 * c0, (ulong)Multiplier1 * c2);
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return Vector128.Create(c0, c1, c2, c3);
    }

    // A round waits for its products: four vectors of counters side by side keep the multipliers busy. The rounds' keys come from memory: to broadcast them anew would cost as much as
    // the products.
    [SkipLocalsInit]
    [MethodImpl(Simd.Kernel)]
    private static long Generate512(ulong key, ulong stream, ulong block, uint* destination, long blocks)
    {
        if (blocks < 32) return 0;
        Vector512<ulong>* space = stackalloc Vector512<ulong>[(2 * Rounds) + 1], keys = Simd.Align(space);
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            keys[2 * round] = Vector512.Create((ulong)k0);
            keys[2 * round + 1] = Vector512.Create((ulong)k1);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        // The order of counters in the lanes that unpacking puts right.
        var order = Vector512.Create(0ul, 4, 1, 5, 2, 6, 3, 7);
        var (m0, m1) = (Vector512.Create((ulong)Multiplier0).AsUInt32(), Vector512.Create((ulong)Multiplier1).AsUInt32());
        var upper = Vector512.Create(stream);
        long done = 0;
        for (; done <= blocks - 32; done += 32)
        {
            var a0 = Vector512.Create(block + (ulong)done) + order;
            var b0 = a0 + Vector512.Create(8ul);
            var c0 = a0 + Vector512.Create(16ul);
            var d0 = a0 + Vector512.Create(24ul);
            var (a1, b1, c1, d1) = (a0 >> 32, b0 >> 32, c0 >> 32, d0 >> 32);
            var (a2, b2, c2, d2) = (upper, upper, upper, upper);
            var (a3, b3, c3, d3) = (upper >> 32, upper >> 32, upper >> 32, upper >> 32);
            for (var k = keys; k < keys + (2 * Rounds); k += 2)
            {
                var (p, q) = (Avx512F.Multiply(a0.AsUInt32(), m0), Avx512F.Multiply(a2.AsUInt32(), m1));
                (a0, a1, a2, a3) = ((q >> 32) ^ a1 ^ k[0], q, (p >> 32) ^ a3 ^ k[1], p);
                (p, q) = (Avx512F.Multiply(b0.AsUInt32(), m0), Avx512F.Multiply(b2.AsUInt32(), m1));
                (b0, b1, b2, b3) = ((q >> 32) ^ b1 ^ k[0], q, (p >> 32) ^ b3 ^ k[1], p);
                (p, q) = (Avx512F.Multiply(c0.AsUInt32(), m0), Avx512F.Multiply(c2.AsUInt32(), m1));
                (c0, c1, c2, c3) = ((q >> 32) ^ c1 ^ k[0], q, (p >> 32) ^ c3 ^ k[1], p);
                (p, q) = (Avx512F.Multiply(d0.AsUInt32(), m0), Avx512F.Multiply(d2.AsUInt32(), m1));
                (d0, d1, d2, d3) = ((q >> 32) ^ d1 ^ k[0], q, (p >> 32) ^ d3 ^ k[1], p);
            }

            var target = destination + (4 * done);
            Store(a0, a1, a2, a3, target);
            Store(b0, b1, b2, b3, target + 32);
            Store(c0, c1, c2, c3, target + 64);
            Store(d0, d1, d2, d3, target + 96);
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<ulong> c0, Vector512<ulong> c1, Vector512<ulong> c2, Vector512<ulong> c3, uint* destination)
    {
        var low = Vector512.Create(0xFFFFFFFFul);
        var first = (c0 & low) | (c1 << 32);
        var second = (c2 & low) | (c3 << 32);
        Avx512F.UnpackLow(first, second).AsUInt32().Store(destination);
        Avx512F.UnpackHigh(first, second).AsUInt32().Store(destination + 16);
    }

    // Two vectors of counters side by side: one alone waits for its products, three do not fit into the registers.
    [SkipLocalsInit]
    [MethodImpl(Simd.Kernel)]
    private static long Generate256(ulong key, ulong stream, ulong block, uint* destination, long blocks)
    {
        if (blocks < 8) return 0;
        Vector256<ulong>* space = stackalloc Vector256<ulong>[(2 * Rounds) + 2], keys = Simd.Align(space);
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            keys[2 * round] = Vector256.Create((ulong)k0);
            keys[2 * round + 1] = Vector256.Create((ulong)k1);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        var order = Vector256.Create(0ul, 2, 1, 3);
        var (m0, m1) = (Vector256.Create((ulong)Multiplier0).AsUInt32(), Vector256.Create((ulong)Multiplier1).AsUInt32());
        var upper = Vector256.Create(stream);
        long done = 0;
        for (; done <= blocks - 8; done += 8)
        {
            var a0 = Vector256.Create(block + (ulong)done) + order;
            var b0 = a0 + Vector256.Create(4ul);
            var (a1, b1) = (a0 >> 32, b0 >> 32);
            var (a2, b2) = (upper, upper);
            var (a3, b3) = (upper >> 32, upper >> 32);
            for (var k = keys; k < keys + (2 * Rounds); k += 2)
            {
                var (p, q) = (Avx2.Multiply(a0.AsUInt32(), m0), Avx2.Multiply(a2.AsUInt32(), m1));
                (a0, a1, a2, a3) = ((q >> 32) ^ a1 ^ k[0], q, (p >> 32) ^ a3 ^ k[1], p);
                (p, q) = (Avx2.Multiply(b0.AsUInt32(), m0), Avx2.Multiply(b2.AsUInt32(), m1));
                (b0, b1, b2, b3) = ((q >> 32) ^ b1 ^ k[0], q, (p >> 32) ^ b3 ^ k[1], p);
            }

            Store(a0, a1, a2, a3, destination + (4 * done));
            Store(b0, b1, b2, b3, destination + (4 * done) + 16);
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<ulong> c0, Vector256<ulong> c1, Vector256<ulong> c2, Vector256<ulong> c3, uint* destination)
    {
        var low = Vector256.Create(0xFFFFFFFFul);
        var first = (c0 & low) | (c1 << 32);
        var second = (c2 & low) | (c3 << 32);
        Avx2.UnpackLow(first, second).AsUInt32().Store(destination);
        Avx2.UnpackHigh(first, second).AsUInt32().Store(destination + 8);
    }
}
