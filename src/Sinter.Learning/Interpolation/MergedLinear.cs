using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// A routed linear layer by merging: for a few samples at a time, a block of rows of W_b is merged in cache and multiplied with the sample's tokens; the backward pass
/// merges again instead of storing. Shapes and derivatives: <see cref="RoutedLinear"/>.
/// </summary>
internal sealed unsafe class MergedLinear : RoutedLinear
{
    // A block of merged rows for all samples of an item: half of a second-level cache.
    private const int ScratchElements = 1 << 17;
    private const int SamplesPerItem = 4;
    private const int RowGranule = 32;
    private readonly int _rowsPerBlock;
    private MatrixWorkspace _products = null!;
    private float* _scratch;
    private float* _coefficientGradient;
    private float* _dx;
    private float* _biasGradient;
    private bool _accumulateX;
    private bool _accumulateBias;
    private bool _backward;

    private MergedLinear(Pass pass, Tensor x, RoutedCoefficients coefficients, LinearLayer layer, Tensor? bias, Tensor? residual)
        : base(pass, x, coefficients, layer, bias, residual) =>
        _rowsPerBlock = Math.Max(RowGranule, ScratchElements / SamplesPerItem / layer.Inputs / RowGranule * RowGranule);

    private int BlockElements => _rowsPerBlock * Layer.Inputs;

    public static Tensor Apply(Pass pass, Tensor x, RoutedCoefficients coefficients, LinearLayer layer, Tensor? bias, Tensor? residual)
    {
        var operation = new MergedLinear(pass, x, coefficients, layer, bias, residual);
        operation.Run(pass);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _backward = true;
        _coefficientGradient = Coefficients.Gradient(pass);
        _dx = pass.GradientOf(X, out _accumulateX);
        _biasGradient = Bias is null ? null : pass.GradientOf(Bias, out _accumulateBias);
        Run(pass);
        if (Residual is not null) pass.PassGradientOn(Output, Residual);
    }

    // Samples first .. end − 1: nobody else touches them.
    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var products = _products.Serial(worker);
        var merged = _scratch + 2L * worker * SamplesPerItem * BlockElements;
        var prefilled = true;
        for (var b = first; b < end; b++)
        {
            if (!_backward) prefilled = Prefill(b);
            else if (_biasGradient is not null) BiasGradient(b, _biasGradient, _accumulateBias);
        }

        foreach (var (group, offset, count) in Coefficients.Segments(Layer.Weight))
        {
            var (start, rows) = ((int)((offset - Layer.Weight.Offset) / Layer.Inputs), (int)(count / Layer.Inputs));
            for (var done = 0; done < rows; done += _rowsPerBlock)
            {
                var block = new Block(start + done, Math.Min(_rowsPerBlock, rows - done), group);
                if (!_backward || _dx is not null) Merge(block, first, end - first, merged);
                if (_backward) Differentiate(block, first, end, merged, products);
                else Multiply(block, first, end, prefilled, merged, products);
            }
        }
    }

    private void Run(Pass pass)
    {
        var count = 2L * pass.Workspace.Threads * SamplesPerItem * BlockElements;
        _scratch = pass.Workspace.Memory.Rent(count);
        _products = pass.Workspace.Products;
        RunChunks(pass, Coefficients.Batch, SamplesPerItem);
        pass.Workspace.Memory.Return(_scratch, count);
    }

    private void Merge(Block block, int first, int samples, float* merged)
    {
        var vectors = Coefficients.Vectors;
        var coefficients = Coefficients.Values.Pointer + (long)first * Coefficients.SampleStride + Coefficients.GroupOffset(block.Group);
        MergeKernel.Merge(
            vectors.Pointer + Layer.Weight.Offset + (long)block.Start * Layer.Inputs, vectors.Stride, Coefficients.Tasks, coefficients, Coefficients.SampleStride, samples,
            merged, BlockElements, block.Count * Layer.Inputs);
    }

    private void Multiply(Block block, int first, int end, bool prefilled, float* merged, MatrixWorkspace products)
    {
        var (inputs, outputs) = (Layer.Inputs, Layer.Outputs);
        for (var b = first; b < end; b++, merged += BlockElements)
        {
            var row = (long)b * Tokens;
            MatrixProduct.Multiply(
                false, true, Tokens, block.Count, inputs, X.Pointer + row * inputs, inputs, merged, inputs, prefilled, Output.Pointer + row * outputs + block.Start, outputs, products);
        }
    }

    private void Differentiate(Block block, int first, int end, float* merged, MatrixWorkspace products)
    {
        var (inputs, outputs) = (Layer.Inputs, Layer.Outputs);
        var weightGradient = merged + (long)SamplesPerItem * BlockElements;
        for (var b = first; b < end; b++)
        {
            var row = (long)b * Tokens;
            var own = (long)(b - first) * BlockElements;
            var dy = Output.GradientPointer + row * outputs + block.Start;
            if (_dx is not null)
            {
                MatrixProduct.Multiply(
                    false, false, Tokens, inputs, block.Count, dy, outputs, merged + own, inputs, _accumulateX || block.Start > 0, _dx + row * inputs, inputs, products);
            }

            if (_coefficientGradient is not null)
                MatrixProduct.Multiply(true, false, block.Count, inputs, Tokens, dy, outputs, X.Pointer + row * inputs, inputs, false, weightGradient + own, inputs, products);
        }

        if (_coefficientGradient is null) return;
        var vectors = Coefficients.Vectors;
        ContractKernel.Contract(
            vectors.Pointer + Layer.Weight.Offset + (long)block.Start * inputs, vectors.Stride, Coefficients.Tasks, weightGradient, BlockElements, end - first,
            _coefficientGradient + (long)first * Coefficients.SampleStride + Coefficients.GroupOffset(block.Group), Coefficients.SampleStride, block.Count * inputs);
    }

    /// <summary>Rows of W that share a group.</summary>
    private readonly record struct Block(int Start, int Count, int Group);
}
