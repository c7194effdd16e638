namespace Sinter.Learning.Tests;

/// <summary>A small network with weights that can be trained.</summary>
internal sealed class TrainingScene : IDisposable
{
    public TrainingScene(int threads = 2)
    {
        Workspace = new Workspace(threads);
        Weights = Network.Initialize(1);
        Trainable = new Trainable(Weights);
        Source = new TrainableSource(Trainable);
    }

    public Workspace Workspace { get; }

    public VisionTransformer Network { get; } = (VisionTransformer)Learning.Network.FromConfigText(Numbers.Vit);

    public Weights Weights { get; }

    public Trainable Trainable { get; }

    public TrainableSource Source { get; }

    public void Dispose()
    {
        Trainable.Dispose();
        Weights.Dispose();
        Workspace.Dispose();
    }
}
