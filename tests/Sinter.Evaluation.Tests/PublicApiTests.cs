using Sinter.Testing;

namespace Sinter.Evaluation.Tests;

public class PublicApiTests
{
    [Fact]
    public void The_public_surface_changes_only_on_purpose() => PublicApi.Check(System.Reflection.Assembly.Load("Sinter.Evaluation"));
}
