using Sinter.Data;

namespace Sinter.Routing;

/// <summary>Pictures of one or several tasks, prepared as a model wants them. Small ones are kept in memory once they are decoded.</summary>
public sealed class PictureSet : IAdaptationSet
{
    private const long MostBytes = 1L << 30;
    private readonly List<(ImageSet Pictures, int Index, int Task)> _pictures = [];
    private readonly ImagePreprocessor _preprocessor;
    private readonly ImagePreprocessor _normalizer;
    private readonly RoutedModel _model;
    private readonly Image?[] _kept;

    /// <summary>Gathers pictures.</summary>
    /// <param name="model">Whose preprocessor and picture size count.</param>
    /// <param name="parts">Pictures, and the expert whose task they belong to; −1 when that is not known.</param>
    /// <param name="most">At most so many of each part, evenly spaced; null: all.</param>
    public PictureSet(RoutedModel model, IReadOnlyList<(ImageSet Pictures, int Task)> parts, int? most = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(parts);
        _model = model;
        _preprocessor = model.Preprocessor;
        _normalizer = new ImagePreprocessor(_preprocessor.Mean, _preprocessor.Deviation, _preprocessor.Rescale);
        foreach (var (pictures, task) in parts)
        {
            var count = Math.Min(most ?? int.MaxValue, pictures.Count);
            for (var i = 0; i < count; i++) _pictures.Add((pictures, (int)((long)i * pictures.Count / count), task));
        }

        _kept = new Image?[_pictures.Count * (long)model.ImageSize * model.ImageSize * 3 <= MostBytes ? _pictures.Count : 0];
    }

    /// <inheritdoc/>
    public int Count => _pictures.Count;

    /// <inheritdoc/>
    public int TaskOf(int sample) => _pictures[sample].Task;

    /// <summary>The class of a picture, −1 without labels.</summary>
    public int Label(int sample) => _pictures[sample] is var (pictures, index, _) && pictures.Labels.Length > index ? pictures.Labels[index] : -1;

    /// <summary>Where a picture comes from.</summary>
    public string Describe(int sample) => _pictures[sample].Pictures.Describe(_pictures[sample].Index);

    /// <inheritdoc/>
    /// <exception cref="DatasetException">The picture cannot be read.</exception>
    /// <exception cref="RoutingException">It does not become what the network takes.</exception>
    public void Read(int sample, Span<float> pixels)
    {
        var image = _kept.Length > 0 ? _kept[sample] ??= Fit(sample) : Fit(sample);
        _normalizer.Apply(image, pixels);
    }

    private Image Fit(int sample)
    {
        var (pictures, index, _) = _pictures[sample];
        var image = _preprocessor.Fit(pictures.Read(index));
        var size = _model.ImageSize;
        if (image.Width == size && image.Height == size) return image;
        throw new RoutingException(
            RoutingError.ArchitectureMismatch, $"{Describe(sample)}: the base's {ImagePreprocessor.FileName} makes it {image.Width} x {image.Height} pixels; its network takes {size} x {size}. Correct 'size' in that file.");
    }
}
