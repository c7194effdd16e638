using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// o = softmax(q kᵀ / √d + mask) v, head by head.
/// qkv [B, T, (H + 2G) d]: the queries of H heads, then keys, then values of G heads; o [B, T, H d]; P = softmax(..) [B, H, T, T] is kept for the backward.
/// dv = Pᵀ do, dP = do vᵀ, dS = P (dP − Σ_row P dP) / √d, dq = dS k, dk = dSᵀ q; the heads that share a key add up in order.
/// </summary>
internal sealed unsafe class Attention : Operation
{
    private readonly Tensor _qkv;
    private readonly AttentionShape _shape;
    private readonly int[]? _mask;
    private readonly int _length;
    private readonly Tensor? _probabilities;
    private MatrixWorkspace _products = null!;
    private float* _scratch;
    private float* _gradient;
    private bool _accumulate;

    private Attention(Pass pass, Tensor qkv, AttentionShape shape, int[]? mask)
    {
        (_qkv, _shape, _mask, _length) = (qkv, shape, mask, (int)qkv.Shape[1]);
        Output = pass.New(qkv.Shape.WithLast(shape.Heads * shape.HeadSize), qkv.NeedsGradient);
        if (Output.NeedsGradient) _probabilities = pass.New(new TensorShape(qkv.Shape[0], shape.Heads, _length, _length));
    }

    /// <param name="pass">The pass.</param>
    /// <param name="qkv">Queries, keys and values.</param>
    /// <param name="shape">Heads.</param>
    /// <param name="mask">[B, T], 0 where a key is padding; null: none is.</param>
    public static Tensor Apply(Pass pass, Tensor qkv, AttentionShape shape, int[]? mask = null)
    {
        Check.Shape(qkv.Shape.Rank == 3 && qkv.Columns == shape.FusedColumns, $"attention takes [batch, tokens, {shape.FusedColumns}], got {qkv.Shape}");
        Check.Shape(mask is null || mask.Length == qkv.Rows, $"the attention mask has {mask?.Length} entries for {qkv.Rows} tokens");
        var operation = new Attention(pass, qkv, shape, mask);
        operation.Run(pass);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _gradient = pass.GradientOf(_qkv, out _accumulate);
        Run(pass);
        pass.Free(_probabilities!);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var products = _products.Serial(worker);
        var scratch = _scratch + (long)worker * _length * _length;
        for (var item = first; item < end; item++)
        {
            var (image, keyHead) = (item / _shape.KeyHeads, item % _shape.KeyHeads);
            var group = _shape.Heads / _shape.KeyHeads;
            for (var head = keyHead * group; head < (keyHead + 1) * group; head++)
            {
                if (_gradient is null) Attend(image, head, keyHead, scratch, products);
                else Differentiate(image, head, keyHead, head > keyHead * group, scratch, products);
            }
        }
    }

    private void Run(Pass pass)
    {
        var count = (long)pass.Workspace.Threads * _length * _length;
        _scratch = pass.Workspace.Memory.Rent(count);
        _products = pass.Workspace.Products;
        RunChunks(pass, (int)_qkv.Shape[0] * _shape.KeyHeads, 1);
        pass.Workspace.Memory.Return(_scratch, count);
    }

    private void Attend(int image, int head, int keyHead, float* scratch, MatrixWorkspace products)
    {
        var (length, size, row, outRow) = (_length, _shape.HeadSize, _qkv.Columns, Output.Columns);
        var image0 = _qkv.Pointer + (long)image * length * row;
        var q = image0 + head * size;
        var k = image0 + (_shape.Heads + keyHead) * size;
        var v = image0 + (_shape.Heads + _shape.KeyHeads + keyHead) * size;
        var probabilities = _probabilities is null ? scratch : Probabilities(image, head);
        MatrixProduct.Multiply(false, true, length, length, size, q, row, k, row, false, probabilities, length, products);
        Softmax(probabilities, image);
        MatrixProduct.Multiply(false, false, length, size, length, probabilities, length, v, row, false, Output.Pointer + (long)image * length * outRow + head * size, outRow, products);
    }

    private void Differentiate(int image, int head, int keyHead, bool shared, float* scratch, MatrixWorkspace products)
    {
        var (length, size, row, outRow) = (_length, _shape.HeadSize, _qkv.Columns, Output.Columns);
        var (queryAt, keyAt, valueAt) = (head * size, (_shape.Heads + keyHead) * size, (_shape.Heads + _shape.KeyHeads + keyHead) * size);
        var image0 = _qkv.Pointer + (long)image * length * row;
        var gradient0 = _gradient + (long)image * length * row;
        var output = Output.GradientPointer + (long)image * length * outRow + head * size;
        var probabilities = Probabilities(image, head);
        var add = _accumulate || shared;
        MatrixProduct.Multiply(false, true, length, length, size, output, outRow, image0 + valueAt, row, false, scratch, length, products);
        MatrixProduct.Multiply(true, false, length, size, length, probabilities, length, output, outRow, add, gradient0 + valueAt, row, products);
        RowSoftmax.Backward(probabilities, scratch, scratch, length, length, Scale);
        MatrixProduct.Multiply(false, false, length, size, length, scratch, length, image0 + keyAt, row, _accumulate, gradient0 + queryAt, row, products);
        MatrixProduct.Multiply(true, false, length, size, length, scratch, length, image0 + queryAt, row, add, gradient0 + keyAt, row, products);
    }

    private float* Probabilities(int image, int head) => _probabilities!.Pointer + ((long)image * _shape.Heads + head) * _length * _length;

    private float Scale => 1 / MathF.Sqrt(_shape.HeadSize);

    private void Softmax(float* scores, int image)
    {
        var first = _mask is null ? 0 : Hide(scores, _mask.AsSpan(image * _length, _length));
        // Rows that see nothing get zeros, not NaN.
        var blind = first == _length ? _length : _shape.Causal ? first : 0;
        new Span<float>(scores, blind * _length).Clear();
        scores += (long)blind * _length;
        if (_shape.Causal) RowSoftmax.ForwardCausal(scores, scores, _length - blind, _length, blind + 1, Scale);
        else RowSoftmax.Forward(scores, scores, _length - blind, _length, _length, Scale);
    }

    // Takes padding out of every row; returns the first key that is none.
    private int Hide(float* scores, ReadOnlySpan<int> mask)
    {
        var first = _length;
        for (var key = _length - 1; key >= 0; key--)
        {
            if (mask[key] != 0) first = key;
            else
                for (var t = 0; t < _length; t++) scores[(long)t * _length + key] = float.NegativeInfinity;
        }

        return first;
    }
}
