using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// TIES over the whole flattened model as its authors have it, with the sum instead of the mean: keep |d| ≥ the (n − int(p n))-th smallest magnitude of the model, elect the sign of the
/// sum of what is kept (zero takes the sign of the sum of all elected signs), add what agrees. Yadav et al. 2023, arXiv 2306.01708 [CODE: ties-merging, AdaMerging@cea1165].
/// </summary>
internal sealed class TiesSumPass : ModelPass
{
    private readonly int _models;
    private readonly StreamedRanks _magnitudes;
    private readonly WorkerSums _signs;
    private bool _signsCounted;
    private bool _zeroIsPositive;

    public TiesSumPass(ModelContext model)
    {
        _models = model.Settings.Models;
        var count = model.Tensors.Sum(static tensor => tensor.Count);
        var densities = model.Settings.Numbers("density");
        _magnitudes = new StreamedRanks(count, model.Workers, Array.ConvertAll(densities, density => new[] { count - (long)(count * density) - 1 }));
        _signs = new WorkerSums(1, model.Workers);
    }

    public override bool NeedsPass => !_signsCounted;

    public override IReadOnlyDictionary<string, object> Report => new Dictionary<string, object>
    {
        ["thresholds"] = Enumerable.Range(0, _models).Select(model => (double)_magnitudes.Value(model, 0)).ToArray(),
        ["sign_of_zero"] = _zeroIsPositive ? 1.0 : -1.0,
    };

    public override void Accumulate(in Block block)
    {
        var scratch = block.Scratch(0);
        if (_magnitudes.NeedsPass)
        {
            for (var model = 0; model < _models; model++)
            {
                TensorPrimitives.Abs(block.Model(model), scratch);
                _magnitudes.Add(block.Worker, model, scratch);
            }

            return;
        }

        Elect(block, scratch);
        var balance = 0L;
        foreach (var value in scratch) balance += Math.Sign(value);
        _signs.Add(block.Worker, 0, balance);
    }

    public override void CompletePass()
    {
        if (_magnitudes.NeedsPass)
        {
            _magnitudes.CompletePass();
            return;
        }

        _zeroIsPositive = _signs.Totals()[0] > 0;
        _signsCounted = true;
    }

    protected override void Dispose(bool disposing)
    {
        _magnitudes.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The merged task vector of a block into <paramref name="result"/>.</summary>
    public void Sum(in Block block, Span<float> result, Span<float> direction)
    {
        Elect(block, direction);
        result.Clear();
        for (var model = 0; model < _models; model++)
        {
            var values = block.Model(model);
            var threshold = _magnitudes.Value(model, 0);
            for (var i = 0; i < values.Length; i++)
            {
                var positive = direction[i] > 0 || (direction[i] == 0 && _zeroIsPositive);
                if (Math.Abs(values[i]) >= threshold && (positive ? values[i] > 0 : values[i] < 0)) result[i] += values[i];
            }
        }
    }

    private void Elect(in Block block, Span<float> direction)
    {
        direction.Clear();
        for (var model = 0; model < _models; model++)
        {
            var values = block.Model(model);
            var threshold = _magnitudes.Value(model, 0);
            for (var i = 0; i < values.Length; i++)
                if (Math.Abs(values[i]) >= threshold) direction[i] += values[i];
        }
    }
}
