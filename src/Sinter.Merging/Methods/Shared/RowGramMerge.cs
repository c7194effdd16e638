using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// A merge that is linear on each row (the last dimension), with coefficients that come from the norms and dot products of that row alone. Blocks must hold whole rows.
/// </summary>
/// <param name="tensor">The tensor.</param>
/// <param name="addBase">Whether the base is added: for work on task vectors.</param>
/// <param name="solver">From dot products to coefficients.</param>
internal sealed class RowGramMerge(TensorContext tensor, bool addBase, GramSolver solver) : TensorMerge
{
    private readonly Workspace[] _workspaces = [.. Enumerable.Range(0, tensor.Workers).Select(_ => new Workspace(tensor.Models))];

    public override void Combine(in Block block, Span<float> result)
    {
        var workspace = _workspaces[block.Worker];
        var coefficients = workspace.Coefficients;
        var length = (int)tensor.RowLength;
        for (var start = 0; start < block.Length; start += length)
        {
            var row = result.Slice(start, length);
            GramMatrix.Fill(block, start, length, workspace.Addresses, workspace.Dots);
            solver(workspace.Gram, coefficients);
            TensorPrimitives.Multiply(block.Model(0).Slice(start, length), (float)coefficients[0], row);
            for (var model = 1; model < coefficients.Length; model++)
                TensorPrimitives.MultiplyAdd(block.Model(model).Slice(start, length), (float)coefficients[model], row, row);
            if (addBase) TensorPrimitives.Add(row, block.Base.Slice(start, length), row);
        }
    }

    private sealed class Workspace
    {
        public Workspace(int models)
        {
            Addresses = new nint[models];
            Dots = new double[GramMatrix.Length(models)];
            Coefficients = new double[models];
            Gram = new GramMatrix(models, Dots);
        }

        public nint[] Addresses { get; }

        public double[] Dots { get; }

        public double[] Coefficients { get; }

        public GramMatrix Gram { get; }
    }
}
