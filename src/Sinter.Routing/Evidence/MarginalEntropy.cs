using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>
/// H(m) = −Σ_c m_c log m_c of the mean prediction m = mean_r softmax(x_r): small when a batch is put into few classes. x [N, C]; dx_rc = −p_rc (log m_c − Σ_j p_rj log m_j) / N.
/// </summary>
internal sealed unsafe class MarginalEntropy : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _probabilities;
    private readonly double[] _logMeans;

    private MarginalEntropy(Pass pass, Tensor x)
    {
        _x = x;
        _probabilities = pass.New(x.Shape);
        _logMeans = new double[x.Columns];
        Output = pass.New(new TensorShape(), x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x)
    {
        var operation = new MarginalEntropy(pass, x);
        var means = operation._logMeans;
        var p = operation._probabilities.Pointer;
        for (var r = 0; r < x.Rows; r++) Softmax.Row(x.Values.Slice(r * x.Columns, x.Columns), new Span<float>(p + (long)r * x.Columns, x.Columns));
        for (var i = 0L; i < x.Count; i++) means[i % x.Columns] += p[i] / (double)x.Rows;
        var entropy = 0.0;
        for (var c = 0; c < means.Length; c++)
        {
            var mean = means[c];
            means[c] = Math.Log(Math.Max(mean, double.Epsilon));
            entropy -= mean * means[c];
        }

        *operation.Output.Pointer = (float)entropy;
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        var factor = *Output.GradientPointer / _x.Rows;
        for (var r = 0; r < _x.Rows; r++)
        {
            var p = new Span<float>(_probabilities.Pointer + (long)r * _x.Columns, _x.Columns);
            var mean = 0.0;
            for (var c = 0; c < p.Length; c++) mean += p[c] * _logMeans[c];
            for (var c = 0; c < p.Length; c++) p[c] = (float)(-factor * p[c] * (_logMeans[c] - mean));
        }

        pass.MoveGradient(_probabilities, _x);
    }
}
