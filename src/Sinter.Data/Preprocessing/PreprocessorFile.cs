using System.Collections.Immutable;
using System.Text.Json;

namespace Sinter.Data;

/// <summary>Reads and writes <c>preprocessor_config.json</c>. What a file leaves out is what the processor of its kind takes: CLIPImageProcessor's, or else ViTImageProcessor's.</summary>
internal static class PreprocessorFile
{
    private const int LargestEdge = 16384;
    private static readonly ImmutableArray<double> ClipMean = [0.48145466, 0.4578275, 0.40821073];
    private static readonly ImmutableArray<double> ClipDeviation = [0.26862954, 0.26130258, 0.27577711];
    private static readonly ImmutableArray<double> Half = [0.5, 0.5, 0.5];
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static ImagePreprocessor Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind is JsonValueKind.Object ? Read(new PreprocessorKeys(path, document.RootElement)) : throw Wrong(path, "it is no JSON object");
        }
        catch (JsonException exception)
        {
            throw Wrong(path, $"it is no JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(DatasetError.Missing, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    public static void Write(ImagePreprocessor preprocessor, string path)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, Indented);
        var clip = preprocessor.Crop is not null || preprocessor.Target is { ShortestEdge: > 0 };
        json.WriteStartObject();
        json.WriteString("image_processor_type", clip ? "CLIPImageProcessor" : "ViTImageProcessor");
        json.WriteBoolean("do_convert_rgb", preprocessor.Channels == 3);
        json.WriteBoolean("do_resize", preprocessor.Target is not null);
        if (preprocessor.Target is { ShortestEdge: > 0 } shortest) WriteSize(json, "size", ("shortest_edge", shortest.ShortestEdge));
        else if (preprocessor.Target is { } exact) WriteSize(json, "size", ("height", exact.Height), ("width", exact.Width));
        json.WriteNumber("resample", (int)preprocessor.Filter);
        json.WriteBoolean("do_center_crop", preprocessor.Crop is not null);
        if (preprocessor.Crop is { } crop) WriteSize(json, "crop_size", ("height", crop.Height), ("width", crop.Width));
        json.WriteBoolean("do_rescale", preprocessor.Rescale != 1);
        json.WriteNumber("rescale_factor", preprocessor.Rescale);
        json.WriteBoolean("do_normalize", true);
        WriteNumbers(json, "image_mean", preprocessor.Mean);
        WriteNumbers(json, "image_std", preprocessor.Deviation);
        json.WriteEndObject();
    }

    internal static DatasetException Wrong(string path, string what, Exception? inner = null) => new(DatasetError.InvalidOption, $"{path} cannot be used: {what}.", inner);

    private static ImagePreprocessor Read(PreprocessorKeys keys)
    {
        var kind = keys.Text("image_processor_type") ?? keys.Text("feature_extractor_type") ?? "";
        var clip = kind.Contains("CLIP", StringComparison.OrdinalIgnoreCase) || (kind.Length == 0 && keys.Flag("do_center_crop", false));
        var mean = keys.Numbers("image_mean") ?? (clip ? ClipMean : Half);
        var deviation = keys.Numbers("image_std") ?? (clip ? ClipDeviation : Half);
        if (!keys.Flag("do_normalize", true)) (mean, deviation) = ([.. mean.Select(static _ => 0.0)], [.. mean.Select(static _ => 1.0)]);
        if (mean.Length is not (1 or 3) || deviation.Length != mean.Length || deviation.Any(static x => x <= 0))
            throw keys.Wrong($"image_mean has {mean.Length} numbers and image_std {deviation.Length}; expected one or three of each, image_std positive");
        return new ImagePreprocessor(mean, deviation, keys.Flag("do_rescale", true) ? keys.Number("rescale_factor") ?? 1.0 / 255 : 1)
        {
            Target = keys.Flag("do_resize", true) ? Target(keys, clip) : null,
            Filter = Filter(keys, clip),
            Crop = keys.Flag("do_center_crop", clip) ? keys.Size("crop_size", LargestEdge) ?? (224, 224) : null,
        };
    }

    private static ResizeTarget Target(PreprocessorKeys keys, bool clip)
    {
        // A bare number means the shorter side to CLIP, and a square to ViT.
        if (keys.Edge("size", clip, LargestEdge) is { } edge) return ResizeTarget.Shortest(edge);
        if (keys.Size("size", LargestEdge) is { } size) return ResizeTarget.Exactly(size.Width, size.Height);
        return clip ? ResizeTarget.Shortest(224) : ResizeTarget.Exactly(224, 224);
    }

    private static ResizeFilter Filter(PreprocessorKeys keys, bool clip)
    {
        if (keys.Number("resample") is not { } code) return clip ? ResizeFilter.Bicubic : ResizeFilter.Bilinear;
        var filter = (ResizeFilter)(int)code;
        return Enum.IsDefined(filter) && (int)code == code ? filter : throw keys.Wrong($"resample is {code}; 0 (nearest), 2 (bilinear), 3 (bicubic) and 4 (box) are supported");
    }

    private static void WriteSize(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Key, int Value)> entries)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in entries) json.WriteNumber(key, value);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ImmutableArray<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
