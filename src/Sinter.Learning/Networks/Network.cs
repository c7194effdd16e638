using Sinter.Checkpoints;

namespace Sinter.Learning;

/// <summary>
/// A network's structure: which tensors it has and how they compute. It holds no weights; a <see cref="ParameterSource"/> supplies them, so one network serves
/// fixed, trained, interpolated and routed weights. Built from a Hugging Face config.json; tensor names are those of the checkpoint.
/// </summary>
public abstract class Network
{
    private protected Network(string architecture) => Architecture = architecture;

    /// <summary>For example <c>ViTForImageClassification</c>.</summary>
    public string Architecture { get; }

    /// <summary>Its tensors.</summary>
    public WeightLayout Layout { get; private protected set; } = null!;

    /// <summary>Builds the network that a config.json (or the one in a folder) describes.</summary>
    /// <exception cref="NetworkException">The architecture is unknown, or the configuration cannot be.</exception>
    public static Network FromConfig(string path) => NetworkCatalog.Create(NetworkConfiguration.Read(path));

    /// <summary>Builds the network that the text of a config.json describes.</summary>
    /// <exception cref="NetworkException">The architecture is unknown, or the configuration cannot be.</exception>
    public static Network FromConfigText(string json) => NetworkCatalog.Create(NetworkConfiguration.Parse(json, "the configuration"));

    /// <summary>Reads the network's weights from a checkpoint, converted to float32.</summary>
    /// <exception cref="NetworkException">A tensor is missing, extra, or of another shape or type; the message names all of a kind.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot be read.</exception>
    public Weights Load(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return WeightLoader.Load(checkpoint, Layout, MayIgnore);
    }

    /// <summary>Reads the network's weights from a checkpoint folder or file, converted to float32.</summary>
    /// <exception cref="NetworkException">A tensor is missing, extra, or of another shape or type.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot be read.</exception>
    public Weights Load(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        return Load(checkpoint);
    }

    /// <summary>Weights to train from nothing: biases 0, norms 1, the rest normal with deviation 0.02; a function of the seed and the tensors' names alone.</summary>
    public Weights Initialize(long seed) => WeightStarter.Start(Layout, seed);

    /// <summary>Tensors that a checkpoint may hold though the network does not compute with them: buffers that old versions saved.</summary>
    private protected virtual bool MayIgnore(string name) =>
        name.EndsWith("position_ids", StringComparison.Ordinal) || name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal);
}
