using Sinter.Tensors;

namespace Sinter.Learning.Tests;

public class OperationTests
{
    public static TheoryData<string> Names() => [.. GradientCases.All.Select(static one => one.Name)];

    [Theory, MemberData(nameof(Names))]
    public void An_operation_computes_what_it_means(string name)
    {
        using var workspace = new Workspace(2);
        Case(name).CheckForward(workspace);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_derivative_agrees_with_finite_differences_in_double(string name)
    {
        using var workspace = new Workspace(2);
        Case(name).CheckBackward(workspace, twice: false);
    }

    [Theory, MemberData(nameof(Names))]
    public void Derivatives_of_two_uses_add_up(string name)
    {
        using var workspace = new Workspace(2);
        Case(name).CheckBackward(workspace, twice: true);
    }

    [Fact]
    public void Every_operation_is_checked()
    {
        var checkedTypes = GradientCases.All.Select(static one => one.Operation).ToHashSet();
        typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract && !checkedTypes.Contains(type)).ShouldBeEmpty();
    }

    [Fact]
    public void An_operation_without_a_backward_stops_the_backward_pass()
    {
        using var workspace = new Workspace(1);
        using var pass = workspace.BeginTraining();
        var x = pass.Input(new TensorShape(1), [2], needsGradient: true);
        var y = OneWay.Apply(pass, x);
        Should.Throw<NotSupportedException>(() => pass.Backward(y)).Message.ShouldContain(nameof(OneWay));
    }

    private static GradientCase Case(string name) => GradientCases.All.Single(one => one.Name == name);

    private sealed class OneWay : Operation
    {
        public static unsafe Tensor Apply(Pass pass, Tensor x)
        {
            var operation = new OneWay { Output = pass.New(x.Shape, needsGradient: true) };
            *operation.Output.Pointer = MathF.Round(*x.Pointer);
            pass.Record(operation);
            return operation.Output;
        }
    }
}
