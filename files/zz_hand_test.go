package files
import ("testing";"os";"fmt";"time";"zhibu/branch")
func TestHand(t *testing.T){
 var rs [2]branch.Roster
 for i,p:=range []string{"../demo/roster.xlsx","testdata/roster-gbk.csv"}{
  b,_:=os.ReadFile(p); t0:=time.Now(); r,f,err:=ReadRoster(p,b); fmt.Println(p,len(r.People),len(r.Contacts),r.Branch,f,err,time.Since(t0)); rs[i]=r
  fo,fs:=branch.Establish(r,"x",branch.On(2026,6,1)); fmt.Println(len(fo.Members),len(fo.Groups),fo.Warnings,fs)
 }
 for i,p:=range rs[0].People{ q:=rs[1].People[i]; fmt.Println(p.Row,p.Name,p.Group,p.Section,p.Post,p.GroupLeader,p.Leadership,p.Title,p.Joined,p.Full,p.Note); q.Row=p.Row; if p!=q{fmt.Println("DIFF",q)}}
 fmt.Printf("%+v\n",rs[0].Contacts)
}
