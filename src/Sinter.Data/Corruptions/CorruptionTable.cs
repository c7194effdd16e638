namespace Sinter.Data;

/// <summary>Which parameters the severities stand for.</summary>
public enum CorruptionTable
{
    /// <summary>CIFAR-C for pictures of at most 64 pixels a side, ImageNet-C for larger ones.</summary>
    Auto,

    /// <summary>CIFAR-10-C's, made for 32 pixels: what the field's robustness tables use, for pictures of any size.</summary>
    Cifar,

    /// <summary>ImageNet-C's, made for 224 pixels.</summary>
    ImageNet,
}
