using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>The whole-model order statistics of <see cref="PcbMerging"/>: where magnitudes are clamped, then where the competition scores are cut.</summary>
internal sealed class PcbPass : ModelPass
{
    private readonly int _models;
    private readonly string _variant;
    private readonly StreamedRanks _magnitudes;
    private readonly StreamedRanks _scores;

    public PcbPass(ModelContext model)
    {
        var settings = model.Settings;
        _models = settings.Models;
        _variant = settings.Text("variant");
        var count = model.Tensors.Sum(static tensor => tensor.Count);
        var clamp = settings.IsSet("clamp") ? settings.Number("clamp") : _variant == "reference" ? 1e-4 : 1e-2;
        _magnitudes = Ranks(model, count, (long)(count * clamp), (long)((count * (1 - clamp)) - 1));
        _scores = Ranks(model, count, (long)(count * (1 - settings.Number("ratio"))), count - 1);
    }

    public override bool NeedsPass => _scores.NeedsPass;

    public override IReadOnlyDictionary<string, object> Report => new Dictionary<string, object>
    {
        ["variant"] = _variant,
        ["smallest_magnitudes"] = Values(_magnitudes, 0),
        ["largest_magnitudes"] = Values(_magnitudes, 1),
        ["lowest_scores"] = Values(_scores, 0),
    };

    public override void Accumulate(in Block block)
    {
        var scratch = block.Scratch(0);
        for (var model = 0; model < _models; model++)
        {
            if (_magnitudes.NeedsPass)
            {
                TensorPrimitives.Abs(block.Model(model), scratch);
                _magnitudes.Add(block.Worker, model, scratch);
            }
            else
            {
                Competition(block, model, scratch, block.Scratch(1), block.Scratch(2));
                _scores.Add(block.Worker, model, scratch);
            }
        }
    }

    public override void CompletePass() => (_magnitudes.NeedsPass ? _magnitudes : _scores).CompletePass();

    protected override void Dispose(bool disposing)
    {
        _magnitudes.Dispose();
        _scores.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>intra ⊙ inter of a model into <paramref name="result"/>, its clamped task vector into <paramref name="clamped"/>.</summary>
    public void Competition(in Block block, int model, Span<float> result, Span<float> clamped, Span<float> scratch)
    {
        Agreement(block, model, result, scratch, clamped);
        Clamp(block, model, clamped);
        Normalized(model, clamped, scratch);
        TensorPrimitives.Multiply(scratch, scratch, scratch);
        TensorPrimitives.Subtract(scratch, 1, scratch);
        TensorPrimitives.Multiply(scratch, _models, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        TensorPrimitives.Multiply(result, scratch, result);
    }

    /// <summary>Cuts scores from below and brings them to [0, 1].</summary>
    public void Scale(int model, Span<float> scores)
    {
        float low = _scores.Value(model, 0), high = _scores.Value(model, 1);
        if (!(high > low))
        {
            // Nothing competes, for example because the model never changed.
            scores.Clear();
            return;
        }

        TensorPrimitives.Max(scores, low, scores);
        TensorPrimitives.Subtract(scores, low, scores);
        TensorPrimitives.Divide(scores, high - low, scores);
    }

    // inter; scratch and own are free to use.
    private void Agreement(in Block block, int model, Span<float> result, Span<float> scratch, Span<float> own)
    {
        result.Clear();
        for (var other = 0; other < _models; other++)
        {
            switch (_variant)
            {
                case "reference":
                    TensorPrimitives.Add(result, block.Model(other), result);
                    break;
                case "vision":
                    SignedNormalized(block, other, scratch);
                    TensorPrimitives.Add(result, scratch, result);
                    break;
                default:
                    SignedNormalized(block, other, scratch);
                    SignedNormalized(block, model, own);
                    TensorPrimitives.Multiply(scratch, own, scratch);
                    Tanh.Apply(scratch);
                    TensorPrimitives.Add(result, scratch, result);
                    break;
            }
        }

        if (_variant == "evolution") return;
        TensorPrimitives.Multiply(result, block.Model(model), result);
        Tanh.Apply(result);
    }

    // sign(d) · clamp(|d|); an element that did not change stays 0.
    private void Clamp(in Block block, int model, Span<float> result)
    {
        var values = block.Model(model);
        float low = _magnitudes.Value(model, 0), high = Math.Max(low, _magnitudes.Value(model, 1));
        for (var i = 0; i < values.Length; i++)
            result[i] = values[i] == 0 ? 0 : MathF.CopySign(Math.Min(Math.Max(Math.Abs(values[i]), low), high), values[i]);
    }

    // sign(d) (|â| − low) / (high − low).
    private void SignedNormalized(in Block block, int model, Span<float> result)
    {
        Clamp(block, model, result);
        Normalized(model, result, result);
        TensorPrimitives.CopySign(result, block.Model(model), result);
    }

    // (|â| − low) / (high − low).
    private void Normalized(int model, ReadOnlySpan<float> clamped, Span<float> result)
    {
        float low = _magnitudes.Value(model, 0), high = _magnitudes.Value(model, 1);
        if (!(high > low))
        {
            result.Clear();
            return;
        }

        TensorPrimitives.Abs(clamped, result);
        TensorPrimitives.Max(result, low, result);
        TensorPrimitives.Subtract(result, low, result);
        TensorPrimitives.Divide(result, high - low, result);
    }

    private static StreamedRanks Ranks(ModelContext model, long count, long low, long high) =>
        new(count, model.Workers, [.. Enumerable.Repeat(new[] { low, high }, model.Settings.Models)]);

    private double[] Values(StreamedRanks ranks, int index) => [.. Enumerable.Range(0, _models).Select(model => (double)ranks.Value(model, index))];
}
