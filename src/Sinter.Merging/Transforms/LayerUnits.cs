namespace Sinter.Merging;

/// <summary>
/// The layers of a model as pruning sees them: a weight of two or more dimensions and its bias are one layer (embeddings too). Norms and other vectors are layers only on
/// request, classification and language-model heads never.
/// </summary>
internal sealed class LayerUnits
{
    private static readonly HashSet<string> Heads = new(StringComparer.Ordinal)
    {
        "classifier", "classification_head", "classification_heads", "head", "heads", "lm_head", "score", "qa_outputs",
    };

    private readonly Dictionary<int, int> _layerOf = [];
    private readonly List<string> _names = [];
    private readonly List<TensorContext> _weights = [];

    /// <summary>Groups a model's tensors.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="vectors">Whether vectors that belong to no matrix are layers, too.</param>
    /// <param name="heads">Whether heads are.</param>
    public LayerUnits(IReadOnlyList<TensorContext> tensors, bool vectors, bool heads = false)
    {
        bool Barred(TensorContext tensor) => !heads && IsHead(tensor.Name);
        var layers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
            if (tensor.Shape.Rank >= 2 && !Barred(tensor)) Add(tensor, layers);
        foreach (var tensor in tensors)
        {
            if (tensor.Shape.Rank >= 2 || Barred(tensor)) continue;
            if (layers.TryGetValue(LayerName(tensor.Name), out var layer) && tensor.Name.EndsWith("bias", StringComparison.Ordinal)) _layerOf[tensor.Index] = layer;
            else if (vectors) Add(tensor, layers);
        }
    }

    /// <summary>Number of layers.</summary>
    public int Count => _names.Count;

    /// <summary>Their names: the weight's, without <c>.weight</c>.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The weight of a layer.</summary>
    public TensorContext Weight(int layer) => _weights[layer];

    /// <summary>The layer a tensor belongs to, or −1.</summary>
    public int LayerOf(TensorContext tensor) => _layerOf.GetValueOrDefault(tensor.Index, -1);

    private static bool IsHead(string name) => name.Split('.').Any(Heads.Contains);

    private void Add(TensorContext tensor, Dictionary<string, int> layers)
    {
        var name = LayerName(tensor.Name);
        if (!layers.TryGetValue(name, out var layer))
        {
            layer = _names.Count;
            layers.Add(name, layer);
            _names.Add(name);
            _weights.Add(tensor);
        }

        _layerOf[tensor.Index] = layer;
    }

    // "a.b.weight" and "a.b.bias" are a.b; in_proj_weight and in_proj_bias are in_proj_.
    private static string LayerName(string tensor)
    {
        foreach (var suffix in new[] { ".weight", ".bias", "weight", "bias" })
            if (tensor.Length > suffix.Length && tensor.EndsWith(suffix, StringComparison.Ordinal)) return tensor[..^suffix.Length];
        return tensor;
    }
}
