using Sinter.Checkpoints;
using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>One expert's task vector in a safetensors file: tensors whole, or as the two factors <c>NAME.left</c> [out, r] and <c>NAME.right</c> [r, in].</summary>
internal static unsafe class TaskVectorFiles
{
    private const string Left = ".left";
    private const string Right = ".right";

    public static void Save(TaskVectors vectors, int expert, string path)
    {
        var layout = new LayoutBuilder();
        foreach (var (part, inputs) in Parts(vectors))
        {
            if (vectors.Factors(part) is not { } factors)
            {
                layout.Add(part.Name, WeightStart.Zero, part.Shape.Dimensions.AsSpan());
                continue;
            }

            layout.Add(part.Name + Left, WeightStart.Zero, part.Count / inputs, factors.Columns / vectors.Count);
            layout.Add(part.Name + Right, WeightStart.Zero, factors.Columns / vectors.Count, inputs);
        }

        using var weights = new Weights(layout.Build());
        foreach (var (part, _) in Parts(vectors))
        {
            if (vectors.Factors(part) is not { } factors)
            {
                vectors[expert].Slice((int)part.Offset, (int)part.Count).CopyTo(weights[part.Name]);
                continue;
            }

            var rank = factors.Columns / vectors.Count;
            var target = weights[part.Name + Left];
            for (var i = 0; i < target.Length; i++) target[i] = factors.Left[(long)(i / rank) * factors.Columns + expert * rank + i % rank];
            target = weights[part.Name + Right];
            new ReadOnlySpan<float>(factors.Right + (long)expert * target.Length, target.Length).CopyTo(target);
        }

        weights.Save(path);
    }

    /// <summary>Fills the dense task vector of an expert, multiplying factors out.</summary>
    public static void Load(Checkpoint checkpoint, TaskVectors vectors, int expert)
    {
        using var products = new MatrixWorkspace();
        foreach (var (part, inputs) in Parts(vectors))
        {
            var target = vectors[expert].Slice((int)part.Offset, (int)part.Count);
            if (Rank(checkpoint, part) is not { } rank)
            {
                RoutedModelFiles.Read(checkpoint, part.Name, target.Length).CopyTo(target);
                continue;
            }

            var outputs = target.Length / inputs;
            var (left, right) = (RoutedModelFiles.Read(checkpoint, part.Name + Left, outputs * rank), RoutedModelFiles.Read(checkpoint, part.Name + Right, rank * inputs));
            MatrixProduct.Multiply(false, false, outputs, inputs, rank, left, rank, right, inputs, false, target, inputs, products);
        }
    }

    /// <summary>Gives task vectors the factors that all experts' files hold.</summary>
    public static void AdoptFactors(TaskVectors vectors, IReadOnlyList<string> paths)
    {
        var files = new List<Checkpoint>();
        try
        {
            foreach (var path in paths) files.Add(Checkpoint.Open(path));
            foreach (var (part, inputs) in Parts(vectors))
            {
                if (Rank(files[0], part) is not { } rank) continue;
                var outputs = (int)part.Count / inputs;
                var factors = new LowRankFactors(outputs, inputs, files.Count * rank);
                vectors.Adopt(part, factors);
                for (var k = 0; k < files.Count; k++)
                {
                    var left = RoutedModelFiles.Read(files[k], part.Name + Left, outputs * rank);
                    for (var i = 0; i < left.Length; i++) factors.Left[(long)(i / rank) * factors.Columns + k * rank + i % rank] = left[i];
                    RoutedModelFiles.Read(files[k], part.Name + Right, rank * inputs).CopyTo(new Span<float>(factors.Right + (long)k * rank * inputs, rank * inputs));
                }
            }
        }
        finally
        {
            foreach (var file in files) file.Dispose();
        }
    }

    private static int? Rank(Checkpoint checkpoint, WeightPart part) => checkpoint.TryGet(part.Name + Left, out var info) && info.Shape.Rank == 2 ? (int)info.Shape[1] : null;

    // Each tensor with the length of its rows as a matrix, which may differ from what its shape in a checkpoint suggests.
    private static IEnumerable<(WeightPart Part, int Inputs)> Parts(TaskVectors vectors) =>
        vectors.Layout.Slots.SelectMany(static slot => slot.Parts.Select(part => (part, slot.Shape.Rank == 0 ? 1 : (int)slot.Shape[slot.Shape.Rank - 1])));
}
