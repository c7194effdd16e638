namespace Sinter.Learning;

/// <summary>How a fresh network's tensor begins.</summary>
public enum WeightStart
{
    /// <summary>All zero: biases.</summary>
    Zero,

    /// <summary>All one: the scales of norms.</summary>
    One,

    /// <summary>Normal with standard deviation 0.02, cut at 1.97 deviations.</summary>
    Normal,

    /// <summary>The logarithm of 1 / 0.07: CLIP's logit scale.</summary>
    LogitScale,
}
