using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Cuts images into square patches, each one row in the order of a convolution's weight.
/// x [B, C, H, W], y [B, (H/p)(W/p), C p p]; dx puts every value back where it came from.
/// </summary>
internal sealed unsafe class Patches : Operation
{
    private readonly Tensor _x;
    private readonly int _size;
    private float* _dx;
    private bool _accumulate;

    private Patches(Pass pass, Tensor x, int size)
    {
        (_x, _size) = (x, size);
        Output = pass.New(new TensorShape(x.Shape[0], x.Shape[2] / size * (x.Shape[3] / size), x.Shape[1] * size * size), x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, int size)
    {
        Check.Shape(x.Shape.Rank == 4 && x.Shape[2] % size == 0 && x.Shape[3] % size == 0, $"images {x.Shape} do not divide into {size} × {size} patches");
        var operation = new Patches(pass, x, size);
        operation.RunChunks(pass, (int)x.Shape[0], 1);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _dx = pass.GradientOf(_x, out _accumulate);
        RunChunks(pass, (int)_x.Shape[0], 1);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var (channels, height, width) = ((int)_x.Shape[1], (int)_x.Shape[2], (int)_x.Shape[3]);
        var across = width / _size;
        for (var b = first; b < end; b++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                for (var y = 0; y < height; y++)
                {
                    var line = (((long)b * channels + channel) * height + y) * width;
                    for (var column = 0; column < across; column++)
                    {
                        var patch = ((long)b * (height / _size) + y / _size) * across + column;
                        var at = patch * Output.Columns + (channel * _size + y % _size) * _size;
                        if (_dx is null) RowKernels.AddTo(_x.Pointer + line + column * _size, false, Output.Pointer + at, _size);
                        else RowKernels.AddTo(Output.GradientPointer + at, _accumulate, _dx + line + column * _size, _size);
                    }
                }
            }
        }
    }
}
