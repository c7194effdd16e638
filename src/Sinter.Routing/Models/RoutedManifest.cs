using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sinter.Routing;

/// <summary>routed.json: everything beside the tensors that is needed to run a routed model again, and how it was made.</summary>
internal sealed record RoutedManifest
{
    public const string FileName = "routed.json";
    public const string KnownFormat = "sinter-routed-model";

    /// <summary>Told apart from other folders by this.</summary>
    public string Format { get; init; } = "";

    public int Version { get; init; } = 1;

    public IReadOnlyList<Expert> Experts { get; init; } = [];

    public RouterOptions Router { get; init; } = new();

    public EvidenceFunction Evidence { get; init; } = new();

    /// <summary>Whether the task vectors are stored as low-rank factors.</summary>
    public bool LowRank { get; init; }

    /// <summary>The options of the fit; null for a model that was not fitted.</summary>
    public FitOptions? Fit { get; init; }

    /// <summary>What the fit reported.</summary>
    public FitReport? Report { get; init; }

    /// <summary>Names in camel case, words with dashes; unknown names are refused.</summary>
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    public static RoutedManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new RoutingException(
                RoutingError.NotARoutedModel, $"{folder}: not a routed model: {(Directory.Exists(folder) ? $"it holds no {FileName}" : "there is no such folder")}. Make one with 'sinter route fit'.");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize<RoutedManifest>(NetworkFiles.ReadText(path), Json);
            // Names become files: none may lead out of the folder.
            if (manifest is { Format: KnownFormat, Version: 1, Experts.Count: > 0 } && manifest.Experts.All(static expert => ExpertSet.IsName(expert.Name))) return manifest;
            throw new RoutingException(RoutingError.NotARoutedModel, $"{path}: not the description of a routed model of version 1 with at least one expert.");
        }
        catch (JsonException exception)
        {
            throw new RoutingException(RoutingError.NotARoutedModel, $"{path}: cannot be understood: {exception.Message}", exception);
        }
    }

    /// <summary>An expert and its classes.</summary>
    internal sealed record Expert(string Name, IReadOnlyList<string> Classes);
}
