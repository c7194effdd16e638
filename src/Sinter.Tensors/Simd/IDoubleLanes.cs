namespace Sinter.Tensors;

/// <summary>A register full of doubles, as <see cref="IFloatLanes{TSelf}"/> is of floats.</summary>
internal unsafe interface IDoubleLanes<TSelf>
    where TSelf : struct, IDoubleLanes<TSelf>
{
    /// <summary>Lanes in a register.</summary>
    static abstract int Count { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf All(double value);

    static abstract TSelf Load(double* source);

    /// <summary>Loads floats and widens them.</summary>
    static abstract TSelf Load(float* source);

    void Store(double* target);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>a · b + c, rounded once where the machine can.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Abs(TSelf value);

    /// <summary>Sum of the lanes, pairwise.</summary>
    double Sum();
}
