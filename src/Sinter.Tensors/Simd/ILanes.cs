namespace Sinter.Tensors;

/// <summary>
/// A vector of float32 lanes. A kernel is written once over it, as a loop that ends when fewer than <see cref="Count"/> elements are left, and runs as
/// <see cref="Lanes512"/>, <see cref="Lanes256"/> or <see cref="Lanes128"/>; <see cref="Lanes1"/> does the rest of the elements. Every operation gives the same bits
/// in every width, so results do not depend on the machine.
/// </summary>
/// <remarks>A mask is a vector whose lanes have all bits set (true) or none.</remarks>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in all lanes.</summary>
    static abstract TSelf Create(float value);

    static abstract TSelf Load(float* source);

    /// <summary>One value, read from memory into all lanes.</summary>
    static abstract TSelf LoadSame(float* source);

    void Store(float* destination);

    /// <summary>Adds each lane to a double, side by side.</summary>
    void AddTo(double* sums);

    /// <summary>Widens bfloat16: exact.</summary>
    static abstract TSelf LoadBFloat16(ushort* source);

    /// <summary>Rounds to bfloat16, ties to even; a NaN stays a NaN.</summary>
    void StoreBFloat16(ushort* destination);

    /// <summary>The same of finite values, cheaper with wide registers; of others it writes anything.</summary>
    void StoreFiniteBFloat16(ushort* destination);

    /// <summary>Widens 2 · <see cref="Count"/> bfloat16, exact: those at even places and, as <paramref name="odd"/>, those at odd ones, which is cheaper than side by side.</summary>
    static abstract TSelf LoadBFloat16Pair(ushort* source, out TSelf odd);

    /// <summary>The same with <see cref="LaneConstants.UpperHalves"/> at hand, for hot loops.</summary>
    static abstract TSelf LoadBFloat16Pair(ushort* source, TSelf upperHalves, out TSelf odd);

    /// <summary>Rounds finite values to bfloat16, ties to even, in the order of <see cref="LoadBFloat16Pair(ushort*, out TSelf)"/>; of others it writes anything.</summary>
    static abstract void StoreFiniteBFloat16Pair(TSelf even, TSelf odd, ushort* destination);

    /// <summary>Widens IEEE half precision: exact.</summary>
    static abstract TSelf LoadFloat16(ushort* source);

    /// <summary>Rounds to IEEE half precision, ties to even, overflow to infinity; a NaN stays a NaN.</summary>
    void StoreFloat16(ushort* destination);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf operator |(TSelf left, TSelf right);

    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary>left · right + addend, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    static abstract TSelf Abs(TSelf value);

    /// <summary>The same with <see cref="LaneConstants.Magnitude"/> at hand, for hot loops.</summary>
    static abstract TSelf Abs(TSelf value, TSelf magnitude);

    /// <summary>A magnitude, whose sign bit is not set, with the sign of another.</summary>
    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary>Square root, correctly rounded.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>The lanes' bits, read as signed integers, as floats.</summary>
    static abstract TSelf FromInteger(TSelf bits);

    /// <summary>The value where it is above 0, else 0, also for NaN.</summary>
    static abstract TSelf PositivePart(TSelf value);

    /// <summary>Mask of left &gt; right.</summary>
    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary>Mask of left ≥ right.</summary>
    static abstract TSelf GreaterThanOrEqual(TSelf left, TSelf right);

    /// <summary>Mask of equal bits: unlike ==, a NaN equals itself and −0 does not equal 0.</summary>
    static abstract TSelf SameBits(TSelf left, TSelf right);

    /// <summary>Lane by lane: <paramref name="whenTrue"/> where the mask is set, else <paramref name="whenFalse"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Lane by lane: <paramref name="whenTrue"/> where left &gt; right. With wide registers cheaper than a mask that is made and used.</summary>
    static abstract TSelf SelectGreater(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>The same where the bits are equal.</summary>
    static abstract TSelf SelectSameBits(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Lane by lane: sum + value where left &gt; right, else the sum, which must not be −0.</summary>
    static abstract TSelf AddIfGreater(TSelf left, TSelf right, TSelf sum, TSelf value);

    /// <summary>Lane by lane: the value where its bit, that of <paramref name="lanes"/>, is among <paramref name="bits"/>, else 0.</summary>
    static abstract TSelf KeepBits(TSelf bits, float* lanes, TSelf value);

    /// <summary>Lane by lane: what <see cref="KeepBits"/> keeps, times a factor.</summary>
    static abstract TSelf MultiplyBits(TSelf bits, float* lanes, TSelf value, TSelf factor);

    /// <summary>Lane by lane: value · factor + sum, rounded once, where <see cref="KeepBits"/> keeps the value, else the sum, which must not be −0.</summary>
    static abstract TSelf AddProductBits(TSelf bits, float* lanes, TSelf value, TSelf factor, TSelf sum);

    /// <summary>Lane by lane: 0 where left &gt; right, else value · factor.</summary>
    static abstract TSelf MultiplyUnlessGreater(TSelf left, TSelf right, TSelf value, TSelf factor);

    /// <summary>Lane by lane: the sum, which must not be −0, where left &gt; right, else value · factor + sum, rounded once.</summary>
    static abstract TSelf AddProductUnlessGreater(TSelf left, TSelf right, TSelf value, TSelf factor, TSelf sum);

    /// <summary>Lane by lane: sum + what <see cref="KeepBits"/> keeps with these <paramref name="lanes"/>; the sum must not be −0.</summary>
    static abstract TSelf AddBits(TSelf bits, TSelf lanes, TSelf sum, TSelf value);

    /// <summary>left − right of the lanes' bits, read as integers.</summary>
    static abstract TSelf SubtractIntegers(TSelf left, TSelf right);

    /// <summary>The larger of the lanes' bits, read as signed integers: of magnitudes the larger one, of a NaN and another the NaN.</summary>
    static abstract TSelf MaxIntegers(TSelf left, TSelf right);

    /// <summary>Lane by lane an integer, one more where the value's sign bit is set.</summary>
    static abstract TSelf CountNegative(TSelf value, TSelf counts);

    /// <summary>Lane by lane an integer, one more where the bits are equal.</summary>
    static abstract TSelf CountSameBits(TSelf left, TSelf right, TSelf counts);

    /// <summary>The value with all bits set where its bits are those of <paramref name="frequent"/>; these are counted as <see cref="CountSameBits"/> does.</summary>
    static abstract TSelf HideSameBits(TSelf value, TSelf frequent, ref TSelf counts);

    /// <summary>The sum of the lanes' integers.</summary>
    static abstract int Total(TSelf counts);

    /// <summary>One bit a lane of a mask, lane 0 lowest.</summary>
    static abstract uint Bits(TSelf mask);

    /// <summary>One bit a lane where the bits are equal: <see cref="Bits"/> of <see cref="SameBits"/>, with wide registers cheaper.</summary>
    static abstract uint BitsOfSame(TSelf left, TSelf right);

    /// <summary>One bit a lane where left ≥ right.</summary>
    static abstract uint BitsOfAtLeast(TSelf left, TSelf right);

    /// <summary>One bit a lane where the bits of left, read as an unsigned integer, are at most those of right.</summary>
    static abstract uint BitsOfAtMost(TSelf left, TSelf right);

    /// <summary>The same, or where the bits of other, read as a signed integer, are greater than those of bound.</summary>
    static abstract uint BitsOfAtMostOrGreater(TSelf left, TSelf right, TSelf other, TSelf bound);

    /// <summary>Stores the lanes that a mask selects side by side and returns their number. May write arbitrary values behind them, up to <see cref="Count"/> in all.</summary>
    static abstract int Compress(TSelf mask, TSelf value, float* destination);

    /// <summary>The same of the lanes whose bits are set, lane 0 lowest; others may be too.</summary>
    static abstract int CompressBits(uint bits, TSelf value, float* destination);
}
