using System.Collections.Immutable;
using Sinter.Data;
using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>A vision transformer with its weights, its classes and what its pictures go through: a Hugging Face folder in memory.</summary>
public sealed class ImageModel : IDisposable
{
    private ImageModel(string place, string configuration, VisionTransformer network, Weights weights, ImagePreprocessor preprocessor)
    {
        (Place, Configuration, Network, Weights, Preprocessor) = (place, configuration, network, weights, preprocessor);
        Classes = network.Classifier is { } classifier ? ModelConfiguration.Classes(configuration, classifier.Outputs) : [];
    }

    /// <summary>Where it came from, for messages.</summary>
    public string Place { get; }

    /// <summary>The text of its config.json.</summary>
    public string Configuration { get; }

    /// <summary>Its structure.</summary>
    public VisionTransformer Network { get; }

    /// <summary>Its weights, float32.</summary>
    public Weights Weights { get; }

    /// <summary>What its pictures go through.</summary>
    public ImagePreprocessor Preprocessor { get; }

    /// <summary>Names of the classes of its classifier; empty without one.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>A fresh model.</summary>
    /// <exception cref="NetworkException">The sizes do not fit each other.</exception>
    public static ImageModel Create(VitShape shape, ImmutableArray<string> classes, long seed)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var configuration = shape.Configuration(classes);
        var network = (VisionTransformer)Learning.Network.FromConfigText(configuration);
        return new ImageModel("a new model", configuration, network, network.Initialize(seed), ImagePreprocessor.Default(shape.ImageSize));
    }

    /// <summary>Reads a folder.</summary>
    /// <exception cref="TrainingException">It holds no vision transformer.</exception>
    /// <exception cref="NetworkException">The configuration or the weights do not fit.</exception>
    /// <exception cref="Checkpoints.CheckpointException">The weights cannot be read.</exception>
    /// <exception cref="DatasetException">Its preprocessor_config.json cannot be used.</exception>
    public static ImageModel Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new TrainingException(TrainingError.UnsuitableModel, $"{folder}: there is no such folder; expected one with config.json and model.safetensors.");
        var network = Learning.Network.FromConfig(folder) as VisionTransformer
            ?? throw new TrainingException(TrainingError.UnsuitableModel, $"{folder}: not an image model; expected a ViT or a CLIP vision tower.");
        var configuration = File.ReadAllText(System.IO.Path.Combine(folder, "config.json"));
        return new ImageModel(folder, configuration, network, network.Load(folder), ImagePreprocessor.Load(folder, network.ImageSize));
    }

    /// <summary>A copy with a classifier of other classes, all zero.</summary>
    /// <exception cref="TrainingException">The network is none that can have a classifier.</exception>
    public ImageModel WithClasses(ImmutableArray<string> classes)
    {
        if (Network.Architecture is not ("ViTForImageClassification" or "ViTModel"))
            throw new TrainingException(TrainingError.UnsuitableModel, $"{Place}: a {Network.Architecture} cannot be given a classifier; expected ViTForImageClassification or ViTModel.");
        var configuration = ModelConfiguration.WithClasses(ModelConfiguration.Parse(Configuration), classes);
        var network = (VisionTransformer)Learning.Network.FromConfigText(configuration);
        var weights = new Weights(network.Layout);
        var prefix = Network.Classifier is null && Network.Architecture == "ViTModel" ? "vit." : "";
        foreach (var part in Network.Layout.Parts)
        {
            if (!IsHead(part.Name)) Weights[part].CopyTo(weights[prefix + part.Name]);
        }

        return new ImageModel(Place, configuration, network, weights, Preprocessor);
    }

    /// <summary>A copy with the classifier of another model: how a merged encoder is used under the head of a task's expert.</summary>
    /// <exception cref="TrainingException">The other model has no classifier, or one over other features.</exception>
    public ImageModel WithHeadOf(ImageModel other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Network.Classifier is null || other.Network.FeatureWidth != Network.FeatureWidth)
            throw new TrainingException(TrainingError.UnsuitableModel, $"{other.Place}: has no classifier over {Network.FeatureWidth} features, which {Place} computes; expected an expert of the same base.");
        var result = WithClasses(other.Classes);
        foreach (var part in other.Network.Layout.Parts.Where(static part => IsHead(part.Name))) other.Weights[part].CopyTo(result.Weights[part.Name]);
        return result;
    }

    /// <summary>Whether a tensor belongs to the classifier rather than to the encoder.</summary>
    public static bool IsHead(string tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.StartsWith("classifier.", StringComparison.Ordinal);
    }

    /// <summary>Complains about an output that exists, before any work is done for it.</summary>
    /// <exception cref="TrainingException">The folder exists and must not be replaced.</exception>
    public static void RequireFree(string folder, bool overwrite) => ModelFolder.RequireFree(folder, overwrite);

    /// <summary>Writes the folder, complete or not at all.</summary>
    /// <param name="folder">Must not exist, unless <paramref name="overwrite"/>.</param>
    /// <param name="type">Type of the weights on disk.</param>
    /// <param name="texts">Further text files by name, for example the run card.</param>
    /// <param name="overwrite">Whether an existing folder is replaced.</param>
    /// <exception cref="TrainingException">The folder exists or cannot be written.</exception>
    public void Save(string folder, ElementType type = ElementType.F32, IReadOnlyDictionary<string, string>? texts = null, bool overwrite = false)
    {
        Dictionary<string, string> all = new(texts ?? new Dictionary<string, string>()) { ["config.json"] = Configuration };
        ModelFolder.Write(folder, Weights, type, Preprocessor, all, overwrite);
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
