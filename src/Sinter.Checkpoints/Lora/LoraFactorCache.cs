namespace Sinter.Checkpoints;

/// <summary>Keeps the factors of the modules read last: a merge goes through a model tensor by tensor, so that a few are enough and memory does not grow with the model.</summary>
internal sealed class LoraFactorCache(Checkpoint weights)
{
    private const int Kept = 4;
    private readonly Lock _lock = new();
    private readonly (LoraPair? Pair, LoraFactors? Factors)[] _recent = new (LoraPair?, LoraFactors?)[Kept];
    private int _next;

    public LoraFactors Get(LoraPair pair, bool transposed)
    {
        lock (_lock)
        {
            foreach (var (known, factors) in _recent)
                if (ReferenceEquals(known, pair)) return factors!;
            var loaded = LoraFactors.Load(weights, pair, transposed);
            _recent[_next] = (pair, loaded);
            _next = (_next + 1) % Kept;
            return loaded;
        }
    }
}
