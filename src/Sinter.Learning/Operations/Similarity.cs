using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// y = exp(s) · a bᵀ: the logits of contrastive training.
/// a [N, C], b [M, C], s one number (or null for 0), y [N, M]; da = exp(s) dy b, db = exp(s) dyᵀ a, ds = Σ dy y.
/// </summary>
internal sealed unsafe class Similarity : Operation
{
    private readonly Tensor _a;
    private readonly Tensor _b;
    private readonly Tensor? _logScale;

    private Similarity(Pass pass, Tensor a, Tensor b, Tensor? logScale)
    {
        (_a, _b, _logScale) = (a, b, logScale);
        Output = pass.New(new TensorShape(a.Rows, b.Rows), a.NeedsGradient || b.NeedsGradient || logScale is { NeedsGradient: true });
    }

    public static Tensor Apply(Pass pass, Tensor a, Tensor b, Tensor? logScale = null)
    {
        Check.Shape(a.Columns == b.Columns && (logScale is null || logScale.Count == 1), $"rows of {a.Shape} and {b.Shape} cannot be compared");
        var operation = new Similarity(pass, a, b, logScale);
        var y = operation.Output;
        MatrixProduct.Multiply(false, true, a.Rows, b.Rows, a.Columns, a.Pointer, a.Columns, b.Pointer, a.Columns, false, y.Pointer, b.Rows, pass.Workspace.Products);
        RowKernels.Scale(y.Pointer, operation.Factor, (int)y.Count);
        pass.Record(operation);
        return y;
    }

    protected internal override void Backward(Pass pass)
    {
        var (n, m, width) = (_a.Rows, _b.Rows, _a.Columns);
        var dy = Output.GradientPointer;
        if (_logScale is { NeedsGradient: true })
        {
            var sum = 0.0;
            for (var i = 0L; i < Output.Count; i++) sum += (double)dy[i] * Output.Pointer[i];
            var target = pass.GradientOf(_logScale, out var add);
            *target = (add ? *target : 0) + (float)sum;
        }

        RowKernels.Scale(dy, Factor, (int)Output.Count);
        if (pass.GradientOf(_a, out var accumulate) is var da && da is not null)
            MatrixProduct.Multiply(false, false, n, width, m, dy, m, _b.Pointer, width, accumulate, da, width, pass.Workspace.Products);
        if (pass.GradientOf(_b, out accumulate) is var db && db is not null)
            MatrixProduct.Multiply(true, false, m, width, n, dy, m, _a.Pointer, width, accumulate, db, width, pass.Workspace.Products);
    }

    private float Factor => _logScale is null ? 1 : MathF.Exp(*_logScale.Pointer);
}
