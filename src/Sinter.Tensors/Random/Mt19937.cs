using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sinter.Tensors;

/// <summary>
/// The Mersenne Twister as PyTorch's CPU generator runs it after <c>manual_seed</c>: seeded by 32 bits, one draw a uniform number. Matsumoto and Nishimura, ACM TOMACS 8
/// (1998), with the seeding of 2002. It has to be read in order: <see cref="Skip"/> passes over draws faster than drawing them, and <see cref="CopyFrom"/> takes up a place
/// that was kept.
/// </summary>
public sealed class Mt19937
{
    private const int Length = 624;
    private const int Lag = 397;
    private const uint UpperMask = 0x80000000;
    private const uint LowerMask = 0x7FFFFFFF;
    private const uint Feedback = 0x9908B0DF;

    // One more than the state's length: the first word again, for the last one's neighbour.
    private readonly uint[] _state = new uint[Length + 1];
    private int _next = Length;

    /// <summary>A generator seeded with the lower 32 bits of <paramref name="seed"/>.</summary>
    public Mt19937(long seed)
    {
        _state[0] = (uint)seed;
        for (var i = 1; i < Length; i++) _state[i] = (1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
    }

    /// <summary>A generator at the same place as another.</summary>
    public Mt19937(Mt19937 other) => CopyFrom(other);

    /// <summary>Goes to the place of another generator.</summary>
    public void CopyFrom(Mt19937 other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other._state.CopyTo(_state.AsSpan());
        _next = other._next;
    }

    /// <summary>Draws 32 random bits for each element.</summary>
    public void FillBits(Span<uint> destination)
    {
        while (destination.Length > 0)
        {
            if (_next == Length) Twist();
            var count = Math.Min(destination.Length, Length - _next);
            Temper(_state.AsSpan(_next, count), destination);
            _next += count;
            destination = destination[count..];
        }
    }

    /// <summary>Draws numbers of [0, 1), multiples of 2⁻²⁴ made of a draw's lower bits.</summary>
    public void FillUniform(Span<float> destination)
    {
        FillBits(MemoryMarshal.Cast<float, uint>(destination));
        UniformConversion.ToUniform(destination);
    }

    /// <summary>Passes over draws.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="draws"/> is negative.</exception>
    public void Skip(long draws)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(draws);
        for (; draws > Length - _next; _next = 0)
        {
            draws -= Length - _next;
            Twist();
        }

        _next += (int)draws;
    }

    // New word i from the old words i, i + 1 and i + 397; the latter is new already from i = 227 on, far enough behind for vectors.
    private void Twist()
    {
        var state = _state.AsSpan();
        Twist(state, 0, Length - Lag, Lag);
        state[Length] = state[0];
        Twist(state, Length - Lag, Length, Lag - Length);
        _next = 0;
    }

    private static void Twist(Span<uint> state, int start, int end, int lag)
    {
        var i = start;
        for (; i <= end - 8; i += 8)
        {
            var low = Vector256.Create<uint>(state[(i + 1)..]);
            var mixed = (Vector256.Create<uint>(state[i..]) & Vector256.Create(UpperMask)) | (low & Vector256.Create(LowerMask));
            var feedback = Vector256.Create(Feedback) & -(low & Vector256<uint>.One);
            (Vector256.Create<uint>(state[(i + lag)..]) ^ (mixed >> 1) ^ feedback).CopyTo(state[i..]);
        }

        for (; i < end; i++)
            state[i] = state[i + lag] ^ (((state[i] & UpperMask) | (state[i + 1] & LowerMask)) >> 1) ^ ((state[i + 1] & 1) * Feedback);
    }

    private static void Temper(ReadOnlySpan<uint> state, Span<uint> destination)
    {
        var i = 0;
        for (; i <= state.Length - 8; i += 8)
        {
            var bits = Vector256.Create(state[i..]);
            bits ^= bits >> 11;
            bits ^= (bits << 7) & Vector256.Create(0x9D2C5680);
            bits ^= (bits << 15) & Vector256.Create(0xEFC60000);
            (bits ^ (bits >> 18)).CopyTo(destination[i..]);
        }

        for (; i < state.Length; i++)
        {
            var bits = state[i];
            bits ^= bits >> 11;
            bits ^= (bits << 7) & 0x9D2C5680;
            bits ^= (bits << 15) & 0xEFC60000;
            destination[i] = bits ^ (bits >> 18);
        }
    }
}
