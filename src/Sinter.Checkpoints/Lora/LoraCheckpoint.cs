using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>A base with a LoRA adapter put on: what PEFT's <c>merge_and_unload</c> gives, computed block by block while it is read.</summary>
public static class LoraCheckpoint
{
    /// <summary>
    /// Puts an adapter on a base. An adapted tensor is float32, W + scale · B · A; tensors that the adapter saved whole replace the base's or are added; everything else is the base's.
    /// </summary>
    /// <param name="baseModel">The base; the result owns it from now on, but when this method throws it stays the caller's.</param>
    /// <param name="adapterPath">The adapter's folder or file.</param>
    /// <exception cref="CheckpointException">The adapter cannot be read, is of a kind that is not supported, or does not fit the base.</exception>
    public static Checkpoint Apply(Checkpoint baseModel, string adapterPath)
    {
        ArgumentNullException.ThrowIfNull(baseModel);
        var adapter = LoraAdapter.Open(adapterPath);
        try
        {
            return new Fitting(baseModel, adapter).Fit();
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    private sealed class Fitting(Checkpoint baseModel, LoraAdapter adapter)
    {
        private readonly Dictionary<string, StoredTensor> _tensors = [];
        private readonly Dictionary<string, string> _aliases = new(baseModel.Aliases);
        private readonly BaseNames _names = new(baseModel);
        private readonly LoraFactorCache _cache = new(adapter.Weights);

        public StoredCheckpoint Fit()
        {
            foreach (var tensor in baseModel.Tensors) _tensors.Add(tensor.Name, new BorrowedTensor(tensor, baseModel, tensor));
            var adapted = new HashSet<string>();
            foreach (var pair in adapter.Pairs) Adapt(pair, adapted);
            foreach (var (name, tensor) in adapter.SavedTensors) Replace(_names.Find(name) ?? name, tensor);
            return new StoredCheckpoint(
                $"{baseModel.Path}+{adapter.Path}", _tensors.Values, [.. baseModel.Files, .. adapter.Weights.Files, adapter.ConfigurationPath], [baseModel, adapter], _aliases, baseModel.Metadata);
        }

        private void Adapt(LoraPair pair, HashSet<string> adapted)
        {
            var name = _names.Find(pair.Parameter)
                ?? throw Misfit($"adapts module {Quoted.Name(pair.Module)}, which is not among the {baseModel.Tensors.Count} tensors of {baseModel.Path}; it belongs to another model");
            var stored = _aliases.GetValueOrDefault(name, name);
            if (!adapted.Add(stored)) throw Misfit($"adapts {Quoted.Name(stored)} of {baseModel.Path} twice, through tied names");
            baseModel.TryGet(stored, out var weight);
            var transposed = Orient(pair, weight!);
            var info = new TensorInfo(stored, ElementType.F32, weight!.Shape);
            var tensor = new LoraTensor(info, baseModel, weight, _cache, pair, transposed, (float)adapter.Configuration.ScaleOf(pair.Module));
            _tensors[stored] = tensor;
            foreach (var (alias, target) in _aliases)
                if (target == stored) _tensors[alias] = tensor.Renamed(alias);
        }

        private bool Orient(LoraPair pair, TensorInfo weight)
        {
            var shape = weight.Shape;
            if (weight.Type.IsFloat() && shape.Rank >= 2)
            {
                var rest = shape[0] == 0 ? 0 : shape.Count / shape[0];
                var direct = shape[0] == pair.Outputs && rest == pair.Inputs;
                var turned = shape.Rank == 2 && shape[0] == pair.Inputs && shape[1] == pair.Outputs;
                var wanted = pair.IsEmbedding || adapter.Configuration.TransposedWeights;
                if (wanted ? turned : direct) return wanted;
                if (!pair.IsEmbedding && (direct || turned)) return turned;
            }

            throw Misfit($"makes {pair.Outputs} x {pair.Inputs} values for {Quoted.Name(weight.Name)}, which is {weight.TypeName} {shape} in {baseModel.Path}; it belongs to another model");
        }

        private void Replace(string name, TensorInfo saved)
        {
            // A tensor that others are tied to: they keep the base's values, as tensors of their own, tied to each other.
            var orphans = _aliases.Where(alias => alias.Value == name).Select(static alias => alias.Key).Order(StringComparer.Ordinal).ToList();
            _aliases.Remove(name);
            for (var i = 0; i < orphans.Count; i++)
            {
                if (i == 0) _aliases.Remove(orphans[0]);
                else _aliases[orphans[i]] = orphans[0];
            }

            _tensors[name] = new BorrowedTensor(saved with { Name = name }, adapter.Weights, saved);
        }

        private CheckpointException Misfit(string what) => new(CheckpointError.InvalidAdapter, $"{adapter.Path}: the adapter {what}.");
    }
}
