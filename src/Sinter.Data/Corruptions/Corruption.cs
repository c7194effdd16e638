using System.Collections.Immutable;
using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>
/// A way to spoil pictures by degrees, to measure what a model still recognises. Definitions and parameters: Hendrycks and Dietterich, "Benchmarking Neural Network
/// Robustness to Common Corruptions and Perturbations", ICLR 2019, and the code that made CIFAR-10-C and ImageNet-C (hendrycks/robustness). What is random depends on seed,
/// corruption and picture alone: the same pixels in any order, on any number of threads.
/// </summary>
public abstract class Corruption
{
    /// <summary>The mildest and the worst degree.</summary>
    public const int MinSeverity = 1, MaxSeverity = 5;

    private const int LargestCifarEdge = 64;

    private protected Corruption(string name, string description) => (Name, Description) = (name, description);

    /// <summary>Every corruption, in the order in which ImageNet-C has them, and <see cref="Mixed"/>.</summary>
    public static ImmutableArray<Corruption> All { get; } =
    [
        new GaussianNoise(), new ShotNoise(), new ImpulseNoise(), new DefocusBlur(), new MotionBlur(), new Fog(), new Brightness(), new Contrast(), new Pixelate(),
        new JpegCompression(), new Spatter(), new MixedCorruption(),
    ];

    /// <summary>The seven of the robustness protocol of model merging (AdaMerging, WEMoE, FusionBench).</summary>
    public static ImmutableArray<Corruption> Protocol { get; } =
        [.. new[] { "motion_blur", "impulse_noise", "gaussian_noise", "pixelate", "spatter", "contrast", "jpeg_compression" }.Select(Parse)];

    /// <summary>One of <see cref="Protocol"/> for each picture, drawn from the seed.</summary>
    public static Corruption Mixed => All[^1];

    /// <summary>One of the protocol's for each picture but JPEG compression, which needs libturbojpeg.</summary>
    public static Corruption MixedWithoutJpeg { get; } = new MixedCorruption(
        "One of the protocol's for each picture, JPEG compression left out.", [.. Protocol.Where(static one => one.Name != "jpeg_compression")]);

    /// <summary>The field's name, for example <c>gaussian_noise</c>.</summary>
    public string Name { get; }

    /// <summary>What it does, in a line.</summary>
    public string Description { get; }

    /// <summary>The corruption of a name; hyphens and capitals do not matter.</summary>
    /// <exception cref="DatasetException">There is none of that name; the message names the nearest.</exception>
    public static Corruption Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = name.ToLowerInvariant().Replace('-', '_');
        foreach (var corruption in All)
            if (corruption.Name == plain) return corruption;
        throw new DatasetException(DatasetError.InvalidOption, $"There is no corruption '{name}'{Suggestion.For(plain, All.Select(static corruption => corruption.Name))}.");
    }

    /// <summary>The table that <see cref="CorruptionTable.Auto"/> stands for.</summary>
    public static CorruptionTable Resolve(CorruptionTable table, int width, int height) => table switch
    {
        CorruptionTable.Auto => Math.Max(width, height) <= LargestCifarEdge ? CorruptionTable.Cifar : CorruptionTable.ImageNet,
        _ => table,
    };

    /// <summary>Spoils a picture, which itself stays as it is.</summary>
    /// <param name="image">Any size; gray becomes RGB and alpha is dropped first.</param>
    /// <param name="severity">1 to 5.</param>
    /// <param name="table">What the severities stand for.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">Whose picture, for example a set's name or a file's: pictures of other names draw other numbers.</param>
    /// <param name="index">The picture's number under that name.</param>
    /// <returns>An RGB picture of the same size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The severity is not 1 to 5.</exception>
    /// <exception cref="DatasetException">JPEG compression without libturbojpeg.</exception>
    public Image Apply(Image image, int severity, CorruptionTable table = CorruptionTable.Auto, long seed = 0, string name = "", long index = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(severity, MinSeverity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(severity, MaxSeverity);
        var setting = severity - 1 + (Resolve(table, image.Width, image.Height) is CorruptionTable.ImageNet ? MaxSeverity : 0);
        var drawn = Draw(seed, name, index);
        return drawn.Corrupt(image.ToRgb(), setting, new Philox(seed, $"corruption {drawn.Name}", name, index));
    }

    /// <summary>The corruption that a picture gets: this one, or the one that <see cref="Mixed"/> draws for it.</summary>
    /// <inheritdoc cref="Apply" path="/param"/>
    public virtual Corruption Draw(long seed, string name = "", long index = 0) => this;

    /// <summary>Spoils an RGB picture.</summary>
    /// <param name="image">RGB; stays as it is.</param>
    /// <param name="setting">0 to 4: the severities of CIFAR-C; 5 to 9: those of ImageNet-C.</param>
    /// <param name="random">The picture's numbers.</param>
    internal abstract Image Corrupt(Image image, int setting, Philox random);

    /// <summary>A value of 0 to 255 as a byte: cut off, not rounded, as the reference does; the slack keeps rounding errors from costing a whole step.</summary>
    private protected static byte CutOff(double value) => (byte)(Math.Clamp(value, byte.MinValue, byte.MaxValue) + Slack);

    private protected const double Slack = 1e-3;
}
