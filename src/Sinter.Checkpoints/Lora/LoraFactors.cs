using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>A module's task vector in memory as a product left · right, before scaling.</summary>
/// <param name="Rows">Rows of the adapted weight.</param>
/// <param name="Columns">Its columns, the remaining dimensions taken together.</param>
/// <param name="Rank">Columns of left, rows of right.</param>
/// <param name="Left">[rows, rank].</param>
/// <param name="Right">[rank, columns].</param>
internal sealed record LoraFactors(int Rows, int Columns, int Rank, float[] Left, float[] Right)
{
    /// <summary>Reads the factors of a pair; transposed for embeddings and for bases that store [in, out].</summary>
    public static LoraFactors Load(Checkpoint weights, LoraPair pair, bool transposed)
    {
        var (inputs, outputs) = (checked((int)pair.Inputs), checked((int)pair.Outputs));
        var a = ReadSingle(weights, pair.A);
        var b = ReadSingle(weights, pair.B);
        return transposed
            ? new LoraFactors(inputs, outputs, pair.Rank, Transpose(a, pair.Rank, inputs), Transpose(b, outputs, pair.Rank))
            : new LoraFactors(outputs, inputs, pair.Rank, b, a);
    }

    /// <summary>A whole tensor as float32.</summary>
    public static float[] ReadSingle(Checkpoint weights, TensorInfo tensor)
    {
        var bytes = new byte[checked((int)tensor.ByteLength)];
        weights.Read(tensor, 0, bytes);
        var values = new float[checked((int)tensor.Shape.Count)];
        ElementConversion.ToSingle(tensor.Type, bytes, values);
        return values;
    }

    private static float[] Transpose(float[] matrix, int rows, int columns)
    {
        var result = new float[matrix.Length];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j];
        return result;
    }
}
