namespace Sinter.Data;

/// <summary>Stand-in until the real one lands.</summary>
public sealed class ImagePreprocessor
{
    private readonly int _side;

    private ImagePreprocessor(int side) => _side = side;

    /// <summary>Channel means.</summary>
    public float[] Mean { get; } = [0.5f, 0.5f, 0.5f];

    /// <summary>Channel deviations.</summary>
    public float[] Deviation { get; } = [0.5f, 0.5f, 0.5f];

    /// <summary>Default.</summary>
    public static ImagePreprocessor Default(int side) => new(side);

    /// <summary>Open.</summary>
    public static ImagePreprocessor Open(string folder, int side) => new(side);

    /// <summary>Json.</summary>
    public string ToJson() => $$"""{"image_processor_type":"ViTImageProcessor","do_resize":true,"size":{"height":{{_side}},"width":{{_side}}},"resample":2,"do_rescale":true,"rescale_factor":0.00392156862745098,"do_normalize":true,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5]}""";

    /// <summary>Normalizes.</summary>
    public void Normalize(Span<float> destination)
    {
        for (var i = 0; i < destination.Length; i++) destination[i] = 2 * destination[i] - 1;
    }

    /// <summary>Writes.</summary>
    public void Write(Image image, Span<float> destination)
    {
        Augmenter.Apply(image.ToRgb(), Augmentation.None, new Tensors.Philox(0, ""), _side, destination);
        for (var i = 0; i < destination.Length; i++) destination[i] = 2 * destination[i] - 1;
    }
}
