using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The masks that EMR and consensus merging leave beside the model: <c>maskT.NAME</c>, one a task, eight elements a byte, least significant bit first.</summary>
internal static class PackedMasks
{
    /// <summary>The name of task <paramref name="task"/>'s mask (from 0) of a tensor.</summary>
    public static string Name(int task, string tensor) => $"mask{task + 1}.{tensor}";

    /// <summary>One mask a model.</summary>
    public static IReadOnlyList<SideTensor> Declare(string file, TensorContext tensor) =>
        [.. Enumerable.Range(0, tensor.Models).Select(task => Declare(file, Name(task, tensor.Name), tensor))];

    /// <summary>One mask.</summary>
    public static SideTensor Declare(string file, string name, TensorContext tensor) =>
        new(file, name, ElementType.U8, new TensorShape((tensor.Count + 7) / 8), ElementsPerByte: 8);
}
