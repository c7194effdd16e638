using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Sinter.Learning;
using Sinter.Tensors;
using Tensor = Sinter.Learning.Tensor;

namespace Sinter.Routing;

/// <summary>
/// BD-Merging's discrepancy-aware contrastive loss L_Dis, with the logarithm outside the sum over positives (InfoNCE with sets):
/// −mean over anchors i of log( Σ_{k∈M⁺} e^{z_i·z_k/T} / Σ_{k∈M⁺∪M⁻} w_ik e^{z_i·z_k/T} ). Anchors without positives or without negatives do not count; 0 if none does. w is 1, or for negatives d_ik over the
/// mean d of the anchor's negatives. z [B, E] rows of unit length, bank [M, E] constants; pairs of one anchor lie side by side.
/// dz_i = Σ_k g_ik z_k / T and dz_k = Σ_i g_ik z_i / T with g_ik = (share of k in the lower sum − share of k in the upper sum) / anchors.
/// </summary>
internal sealed unsafe class ContrastiveLoss : Operation
{
    private readonly Tensor _z;
    private readonly MemoryBank? _bank;
    private readonly float _temperature;
    private readonly List<(ContrastPair Pair, double Weight)> _gradients = [];

    private ContrastiveLoss(Pass pass, Tensor z, MemoryBank? bank, float temperature)
    {
        (_z, _bank, _temperature) = (z, bank, temperature);
        Output = pass.New(new TensorShape(), z.NeedsGradient);
    }

    /// <summary>The loss, and how many anchors counted.</summary>
    public static (Tensor Loss, int Anchors) Apply(Pass pass, Tensor z, MemoryBank? bank, IReadOnlyList<ContrastPair> pairs, double temperature, bool weighNegatives)
    {
        var operation = new ContrastiveLoss(pass, z, bank, (float)temperature);
        var (sum, anchors) = (0.0, 0);
        for (int first = 0, end; first < pairs.Count; first = end)
        {
            for (end = first + 1; end < pairs.Count && pairs[end].Anchor == pairs[first].Anchor;) end++;
            if (operation.Anchor(pairs, first, end, weighNegatives) is not { } loss) continue;
            sum += loss;
            anchors++;
        }

        var gradients = CollectionsMarshal.AsSpan(operation._gradients);
        foreach (ref var gradient in gradients) gradient.Weight /= anchors * temperature;
        *operation.Output.Pointer = anchors == 0 ? 0 : (float)(sum / anchors);
        pass.Record(operation);
        return (operation.Output, anchors);
    }

    protected internal override void Backward(Pass pass)
    {
        var width = _z.Columns;
        var dz = pass.GradientOf(_z, out var accumulate);
        if (!accumulate) new Span<float>(dz, (int)_z.Count).Clear();
        foreach (var (pair, weight) in _gradients)
        {
            var factor = (float)weight * *Output.GradientPointer;
            TensorPrimitives.MultiplyAdd(Row(pair.Partner), factor, Gradient(pair.Anchor), Gradient(pair.Anchor));
            if (pair.Partner < _z.Rows) TensorPrimitives.MultiplyAdd(Row(pair.Anchor), factor, Gradient(pair.Partner), Gradient(pair.Partner));
        }

        Span<float> Gradient(int row) => new(dz + (long)row * width, width);
    }

    private double? Anchor(IReadOnlyList<ContrastPair> pairs, int first, int end, bool weighNegatives)
    {
        var (positives, negatives, scores) = (0, 0, 0.0);
        for (var p = first; p < end; p++)
        {
            if (pairs[p].Positive) positives++;
            else (negatives, scores) = (negatives + 1, scores + pairs[p].Score);
        }

        if (positives == 0 || negatives == 0) return null;
        var (logits, largest) = (new double[end - first], double.NegativeInfinity);
        for (var p = first; p < end; p++)
        {
            logits[p - first] = TensorPrimitives.Dot(Row(pairs[p].Anchor), Row(pairs[p].Partner)) / (double)_temperature;
            largest = Math.Max(largest, logits[p - first]);
        }

        var (upper, lower) = (0.0, 0.0);
        var terms = new double[end - first];
        for (var p = first; p < end; p++)
        {
            var weight = weighNegatives && !pairs[p].Positive && scores > 0 ? pairs[p].Score * negatives / scores : 1;
            terms[p - first] = weight * Math.Exp(logits[p - first] - largest);
            lower += terms[p - first];
            if (pairs[p].Positive) upper += terms[p - first];
        }

        // A sum of positives too small for double: nothing can be learned from it.
        if (upper <= 0) return null;
        for (var p = first; p < end; p++)
            _gradients.Add((pairs[p], terms[p - first] / lower - (pairs[p].Positive ? terms[p - first] / upper : 0)));
        return Math.Log(lower) - Math.Log(upper);
    }

    private ReadOnlySpan<float> Row(int row) =>
        row < _z.Rows ? _z.Values.Slice(row * _z.Columns, _z.Columns) : _bank!.Row(row - _z.Rows);
}
