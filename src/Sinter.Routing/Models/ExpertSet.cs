using System.Numerics.Tensors;
using Sinter.Checkpoints;
using Sinter.Data;
using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>
/// A base and experts fine-tuned from it, read from Hugging Face folders (config.json, model.safetensors, preprocessor_config.json): what a routed model is made of. An expert's head is its
/// <c>classifier</c>, in the model or in <c>head.safetensors</c> beside it; class names are those of id2label.
/// </summary>
public static class ExpertSet
{
    /// <summary>Opens the folders and makes a routed model that has not been fitted: the plain average of the experts.</summary>
    /// <param name="basePath">The base; its own classifier, if it has one, is passed over.</param>
    /// <param name="experts">Names (for files: letters, digits, dot, dash and underscore) and folders.</param>
    /// <param name="options">The router's shape and the evidence function.</param>
    /// <exception cref="RoutingException">The experts do not fit the base or each other.</exception>
    /// <exception cref="CheckpointException">A folder cannot be read.</exception>
    /// <exception cref="NetworkException">A configuration cannot be used, or tensors are missing.</exception>
    public static RoutedModel CreateModel(string basePath, IReadOnlyList<(string Name, string Path)> experts, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(experts);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        CheckNames(experts);
        var backbone = Backbone.Read(basePath);
        using var start = Load(backbone, basePath);
        var vectors = new TaskVectors(start, [.. Enumerable.Repeat(start, experts.Count)]);
        var heads = new List<ClassHead>();
        try
        {
            for (var k = 0; k < experts.Count; k++)
            {
                var (name, path) = experts[k];
                var own = Backbone.Read(path);
                if (!own.Network.Layout.Matches(backbone.Network.Layout))
                    throw new RoutingException(RoutingError.ArchitectureMismatch, $"{path}: expert '{name}' is {own.Signature}; the base {basePath} is {backbone.Signature}. Experts must be fine-tuned from the base.");
                using var weights = Load(own, path);
                TensorPrimitives.Subtract(weights.Values, start.Values, vectors[k]);
                heads.Add(LoadHead(path, name, Backbone.Classes(own.Configuration), backbone.Network.FeatureWidth));
            }

            // A base often comes without the file that its experts have.
            var described = File.Exists(Path.Combine(basePath, ImagePreprocessor.FileName)) ? basePath : experts[0].Path;
            var preprocessor = ImagePreprocessor.Load(described, backbone.Network.ImageSize, backbone.Network.Channels);
            return new RoutedModel(backbone, vectors, heads, options.Router, options.Head.Evidence, preprocessor, options.Seed);
        }
        catch
        {
            vectors.Dispose();
            foreach (var head in heads) head.Dispose();
            throw;
        }
    }

    /// <summary>Whether a name can be that of an expert, and of its files.</summary>
    internal static bool IsName(string name) => name.Length > 0 && name[0] != '.' && name != "joint" && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static void CheckNames(IReadOnlyList<(string Name, string Path)> experts)
    {
        if (experts.Count == 0) throw new RoutingException(RoutingError.InvalidOption, "There are no experts: a routed model needs at least one.");
        foreach (var (name, _) in experts)
        {
            if (!IsName(name))
                throw new RoutingException(RoutingError.InvalidOption, $"'{name}' cannot be the name of an expert: use letters, digits, dot, dash and underscore, and not 'joint'.");
        }

        if (experts.GroupBy(static expert => expert.Name).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new RoutingException(RoutingError.InvalidOption, $"Two experts are called '{twice.Key}'; names must differ.");
    }

    private static Weights Load(Backbone backbone, string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        return backbone.Load(checkpoint);
    }

    private static ClassHead LoadHead(string path, string name, string[] classes, int width)
    {
        var beside = Path.Combine(path, "head.safetensors");
        using var checkpoint = Checkpoint.Open(File.Exists(beside) ? beside : path);
        return ClassHead.Load(checkpoint, name, classes, width);
    }
}
