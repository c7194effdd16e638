using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// loss = mean over the rows of −Σ_c p_c log p_c with p = softmax(x): what test-time adaptation minimises.
/// x [N, C]; dx_c = −p_c (log p_c + H) / N.
/// </summary>
internal sealed unsafe class Entropy : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _probabilities;
    private readonly Tensor _entropies;
    private float* _scales;

    private Entropy(Pass pass, Tensor x)
    {
        _x = x;
        _probabilities = pass.New(x.Shape);
        _entropies = pass.New(new TensorShape(x.Rows));
        Output = pass.New(new TensorShape(), x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x)
    {
        var operation = new Entropy(pass, x);
        operation.RunRows(pass, x.Rows, x.Columns);
        var sum = 0.0;
        for (var r = 0; r < x.Rows; r++) sum += operation._entropies.Pointer[r];
        *operation.Output.Pointer = (float)(sum / x.Rows);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _scales = pass.Workspace.Memory.Rent(_x.Rows);
        new Span<float>(_scales, _x.Rows).Fill(*Output.GradientPointer / _x.Rows);
        RunRows(pass, _x.Rows, _x.Columns);
        pass.Workspace.Memory.Return(_scales, _x.Rows);
        pass.MoveGradient(_probabilities, _x);
        pass.Free(_entropies);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var at = (long)first * _x.Columns;
        var probabilities = _probabilities.Pointer + at;
        if (_scales is null) RowEntropy.Forward(_x.Pointer + at, probabilities, _entropies.Pointer + first, end - first, _x.Columns);
        else RowEntropy.Backward(_x.Pointer + at, probabilities, _entropies.Pointer + first, _scales + first, probabilities, end - first, _x.Columns);
    }
}
