using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>
/// What a network wants of a picture: resized, cut from the centre, scaled and normalised, in that order. Read from a model's <c>preprocessor_config.json</c> in the layouts
/// of ViTImageProcessor and CLIPImageProcessor (Hugging Face transformers), and written as one. Values never change; safe from several threads.
/// </summary>
public sealed class ImagePreprocessor
{
    /// <summary>The file beside a model's weights.</summary>
    public const string FileName = "preprocessor_config.json";

    private readonly float[] _values;

    /// <summary>A preprocessor.</summary>
    /// <param name="mean">Of each channel, subtracted; three numbers for RGB, one for gray.</param>
    /// <param name="deviation">Of each channel, divided by.</param>
    /// <param name="rescale">What a pixel's value of 0 to 255 is multiplied with first; 1 for nothing.</param>
    /// <exception cref="ArgumentException">Not one or three numbers of each, a deviation that is not positive.</exception>
    public ImagePreprocessor(ImmutableArray<double> mean, ImmutableArray<double> deviation, double rescale = 1.0 / 255)
    {
        if (mean.Length is not (1 or 3)) throw new ArgumentException($"A mean has one or three numbers, not {mean.Length}.", nameof(mean));
        if (deviation.Length != mean.Length || deviation.Any(static x => !(x > 0))) throw new ArgumentException("There is one positive deviation for each mean.", nameof(deviation));
        (Mean, Deviation, Rescale) = (mean, deviation, rescale);
        _values = new float[mean.Length << 8];
        for (var i = 0; i < _values.Length; i++)
            _values[i] = ((float)((i & 0xFF) * rescale) - (float)mean[i >> 8]) / (float)deviation[i >> 8];
    }

    /// <summary>Subtracted from each channel after rescaling.</summary>
    public ImmutableArray<double> Mean { get; }

    /// <summary>What each channel is divided by then.</summary>
    public ImmutableArray<double> Deviation { get; }

    /// <summary>What the values 0 to 255 are multiplied with first.</summary>
    public double Rescale { get; }

    /// <summary>What the picture is resized to; null leaves its size.</summary>
    public ResizeTarget? Target { get; init; }

    /// <summary>How it is resized.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Bilinear;

    /// <summary>Width and height of what is cut from the centre then; null leaves all.</summary>
    public (int Width, int Height)? Crop { get; init; }

    /// <summary>Channels that the network gets: 3 (RGB) or 1 (gray); pictures of another kind are converted.</summary>
    public int Channels => Mean.Length;

    /// <summary>What a model without a file gets: resized to a square, bilinear, and brought to −1 .. 1 (mean and deviation one half).</summary>
    /// <param name="imageSize">The network's picture, pixels a side.</param>
    /// <param name="channels">1 or 3.</param>
    public static ImagePreprocessor Default(int imageSize, int channels = 3)
    {
        var half = Enumerable.Repeat(0.5, channels).ToImmutableArray();
        return new ImagePreprocessor(half, half) { Target = ResizeTarget.Exactly(imageSize, imageSize) };
    }

    /// <summary>The preprocessor of a model: its file's, or the default for its picture size when it has none.</summary>
    /// <param name="modelFolder">The folder of the weights.</param>
    /// <param name="imageSize">The network's picture, pixels a side.</param>
    /// <param name="channels">The network's channels, for the default.</param>
    /// <exception cref="DatasetException">The file cannot be used; the message names it and what is wrong.</exception>
    public static ImagePreprocessor Load(string modelFolder, int imageSize, int channels = 3)
    {
        var path = Path.Combine(modelFolder, FileName);
        return File.Exists(path) ? PreprocessorFile.Read(path) : Default(imageSize, channels);
    }

    /// <summary>Writes <c>preprocessor_config.json</c> into a model's folder.</summary>
    public void Save(string modelFolder) => PreprocessorFile.Write(this, Path.Combine(modelFolder, FileName));

    /// <summary>Resizes and cuts the picture, before it becomes numbers.</summary>
    /// <returns>A picture of 1 or 3 channels, as <see cref="Channels"/> says.</returns>
    /// <exception cref="DatasetException">The picture is so long and narrow that it would become huge.</exception>
    public Image Fit(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        image = Channels == 3 ? image.ToRgb() : image.ToGray();
        if (Target is { } target)
        {
            var (width, height) = target.SizeFor(image.Width, image.Height);
            if ((long)width * height * Channels > ImageFile.LargestPicture)
                throw new DatasetException(DatasetError.UnsupportedImage, $"A picture of {image.Width} x {image.Height} pixels would become one of {width} x {height}: it is too long and narrow. Cut it, or leave it out.");
            image = ImageResize.Resize(image, width, height, Filter);
        }

        return Crop is { } crop ? ImageCrop.Centre(image, crop.Width, crop.Height) : image;
    }

    /// <summary>Turns a picture into what the network gets.</summary>
    /// <param name="image">Any size and channels.</param>
    /// <param name="destination">Receives [channels, height, width].</param>
    /// <exception cref="ArgumentException">The fitted picture has another size than the destination has room for.</exception>
    public void Apply(Image image, Span<float> destination)
    {
        image = Fit(image);
        var plane = image.Width * image.Height;
        if (destination.Length != plane * Channels)
            throw new ArgumentException($"The picture becomes {image.Width} x {image.Height} pixels of {Channels} channels; there is room for {destination.Length} numbers.", nameof(destination));
        for (var channel = 0; channel < Channels; channel++)
        {
            var values = _values.AsSpan(channel << 8, 256);
            var to = destination.Slice(channel * plane, plane);
            for (int i = 0, at = channel; i < to.Length; i++, at += Channels) to[i] = values[image.Pixels[at]];
        }
    }
}
