using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>The same values in another shape; dx = dy.</summary>
internal sealed class Reshape : Operation
{
    private readonly Tensor _x;

    private Reshape(Pass pass, Tensor x, TensorShape shape)
    {
        _x = x;
        Output = pass.New(shape, x.NeedsGradient);
    }

    public static unsafe Tensor Apply(Pass pass, Tensor x, TensorShape shape)
    {
        var operation = new Reshape(pass, x, shape);
        x.Values.CopyTo(new Span<float>(operation.Output.Pointer, (int)x.Count));
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass) => pass.PassGradientOn(Output, _x);
}
