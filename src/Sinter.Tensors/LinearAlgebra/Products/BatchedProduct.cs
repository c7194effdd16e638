namespace Sinter.Tensors;

/// <summary>A batch of equal products, one worker a product.</summary>
internal sealed unsafe class BatchedProduct(MatrixWorkspace workspace) : WorkItem
{
    private ProductTask _task;
    private BatchStride _strideA;
    private BatchStride _strideB;
    private BatchStride _strideC;
    private int _inner;

    public void Run(in ProductTask task, BatchStride strideA, BatchStride strideB, BatchStride strideC, int outer, int inner)
    {
        _task = task;
        (_strideA, _strideB, _strideC, _inner) = (strideA, strideB, strideC, inner);
        var count = checked(outer * inner);
        if (workspace.Pool is { } pool) pool.Run(count, this);
        else
            for (var i = 0; i < count; i++) Execute(i, 0);
    }

    /// <inheritdoc/>
    public override void Execute(int index, int worker)
    {
        var (outer, inner) = Math.DivRem(index, _inner);
        MatrixProduct.Multiply(
            _task.TransposeA, _task.TransposeB, _task.M, _task.N, _task.K, _task.A + _strideA.At(outer, inner), _task.LdA, _task.B + _strideB.At(outer, inner), _task.LdB,
            _task.Accumulate, _task.C + _strideC.At(outer, inner), _task.LdC, workspace.Serial(worker));
    }
}
