namespace Sinter.Tensors;

/// <summary>
/// A register full of floats, so that a kernel is written once and compiled for each width: generic code over a struct costs nothing against code on Vector512 itself
/// (measured: within 3 %). Loads and stores are unaligned; "some" means the first <c>count</c> &lt; <see cref="Count"/> lanes, the others read as zero and are not written.
/// </summary>
internal unsafe interface IFloatLanes<TSelf>
    where TSelf : struct, IFloatLanes<TSelf>
{
    /// <summary>Lanes in a register.</summary>
    static abstract int Count { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf All(float value);

    static abstract TSelf Load(float* source);

    static abstract TSelf LoadSome(float* source, int count);

    void Store(float* target);

    void StoreSome(float* target, int count);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>a · b + c, rounded once where the machine can.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    /// <summary>c − a · b, rounded once where the machine can.</summary>
    static abstract TSelf FmaNegated(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller; if one is NaN, the second.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The larger; if one is NaN, the second.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>To the nearest whole number, ties to even.</summary>
    static abstract TSelf Round(TSelf value);

    /// <summary>value · 2^exponent for a whole exponent in [−150, 129]; under- and overflow like a multiplication.</summary>
    static abstract TSelf Scale(TSelf value, TSelf exponent);

    /// <summary>Where left &gt; right: yes, elsewhere: no.</summary>
    static abstract TSelf WhereGreater(TSelf left, TSelf right, TSelf yes, TSelf no);

    /// <summary>The first <paramref name="count"/> lanes of value, the others of rest.</summary>
    static abstract TSelf First(TSelf value, int count, TSelf rest);

    /// <summary>Sum of the lanes, pairwise.</summary>
    float Sum();

    /// <summary>Largest lane.</summary>
    float Largest();
}
